/* What a program pays that does nothing. */
int main(void) {
    return 0;
}
