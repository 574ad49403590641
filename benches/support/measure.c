/*
 * Runs a command and prints its seconds on the clock, its CPU milliseconds, its peak memory in MB and its exit status.
 *
 *     measure LIMIT_SECONDS COMMAND [ARGUMENT...]
 *
 * A process starts with the peak memory of the one that it was forked from, so that one has to be small.
 */
#define _DEFAULT_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(struct timeval time) {
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: %s LIMIT_SECONDS COMMAND [ARGUMENT...]\n", arguments[0]);
        return 2;
    }
    struct timespec started, ended;
    struct rusage used;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &started);
    pid_t child = fork();
    if (child == 0) {
        alarm((unsigned)atoi(arguments[1]));
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(arguments[2], arguments + 2);
        perror(arguments[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror(arguments[0]);
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double wall = (double)(ended.tv_sec - started.tv_sec) + (double)(ended.tv_nsec - started.tv_nsec) / 1e9;
    double cpu = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
    printf("%f %f %f %d\n", wall, cpu, (double)used.ru_maxrss / 1024,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
