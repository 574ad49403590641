"""Measures this library's C program and its peers side by side against one CA, directly and from far away.

scripts/bench.sh runs it with ACME_DIRECTORY, ACME_CA_FILE and ACME_PEBBLE_LOG of a CA that finds every challenge valid.
Each program gets a directory's URL, a CA file and the names, and obtains one certificate with a new account.

    bench.py TOOLS_FOLDER REPORT_FILE NAME=COMMAND...      an empty COMMAND names a peer that is left out
"""

import os
import shlex
import statistics
import subprocess
import sys
from urllib.parse import urlsplit

ROUND_TRIP_MS = 50
REPEATS = 3
# A run that takes longer is not repeated, so that the whole stays below six minutes.
LONG_SECONDS = 10
LIMIT_SECONDS = 120
# (names, far away): our wall time as a part of the best peer's.
TARGETS = {(1, True): 0.85, (100, True): 0.125}
CASES = [(1, False), (100, False), (1, True), (100, True)]
OURS = "this library, C"


class Run:
    """One process: its seconds on the clock, CPU milliseconds, peak memory in MB, and the requests the CA saw."""

    def __init__(self, measure, command, log):
        before = requests(log)
        line = subprocess.run(
            [measure, str(LIMIT_SECONDS), *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True
        ).stdout
        self.wall, self.cpu, self.memory, status = map(float, line.split())
        if status != 0:
            raise RuntimeError(f"{command[0]} ended with {status:.0f}")
        self.requests = requests(log) - before


def requests(log):
    with open(log, "rb") as file:
        return file.read().count(b"-> calling handler")


def repeat(tools, command, directory, names, label):
    """The medians of the repeats."""
    runs = []
    for time in range(REPEATS):
        wanted = [f"n{number}.{label}-{time}.bench.example" for number in range(names)]
        command_line = [*command, directory, os.environ["ACME_CA_FILE"], *wanted]
        runs.append(Run(f"{tools}/measure", command_line, os.environ["ACME_PEBBLE_LOG"]))
        if runs[-1].wall > LONG_SECONDS:
            break
    result = {each: statistics.median(getattr(run, each) for run in runs) for each in vars(runs[0])}
    return result | {"runs": len(runs)}


def compare(tools, programs, directories):
    """Each case in turn, and in it each program in turn: what the machine does besides meets all of them alike."""
    results, left_out = {}, []
    for names, far in CASES:
        rows = results.setdefault((names, far), {})
        for index, (program, command) in enumerate(programs.items()):
            try:
                label = f"c{names}-{far:d}-{index}"
                rows[program] = repeat(tools, command, directories[far], names, label)
            except RuntimeError as error:
                if program == OURS:
                    raise
                left_out.append(f"{program}: {title(names, far)}: {error}")
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results, left_out


def title(names, far):
    return f"{names} name{'s' if names > 1 else ''}, {f'{ROUND_TRIP_MS} ms away' if far else 'direct'}"


def table(results):
    for (names, far), rows in results.items():
        best = min((row["wall"] for program, row in rows.items() if program != OURS), default=None)
        yield f"\n## {title(names, far)}\n"
        yield "| program | wall s | of the best peer | requests | CPU ms | peak memory MB | runs |"
        yield "|---|---:|---:|---:|---:|---:|---:|"
        for program, row in rows.items():
            ratio = f"{row['wall'] / best:.3f}" if best else "-"
            yield (
                f"| {program} | {row['wall']:.3f} | {ratio} | {row['requests']:.0f} | {row['cpu']:.0f} "
                f"| {row['memory']:.1f} | {row['runs']} |"
            )


def verdicts(results):
    for case, limit in TARGETS.items():
        rows = dict(results[case])
        ours = rows.pop(OURS)["wall"]
        if not rows:
            yield f"- {title(*case)}: not compared, every peer is left out"
            continue
        best = min(rows, key=lambda program: rows[program]["wall"])
        ratio = ours / rows[best]["wall"]
        verdict = "met" if ratio <= limit else "NOT MET"
        yield f"- {title(*case)}: {ratio:.3f} of the wall time of {best}, at most {limit}: {verdict}"


def report(results, left_out):
    yield "# Performance"
    yield ""
    yield "Written by `make bench`; run it to measure on another machine. Compare within one run only."
    yield ""
    yield (
        f"One process obtains one certificate, new account included, from a Pebble without sleeps that finds every "
        f"challenge valid. Medians of {REPEATS} runs; a run longer than {LONG_SECONDS} s is not repeated. \"Away\" is "
        f"behind a proxy with {ROUND_TRIP_MS} ms of round-trip time, where the first bytes of a connection take one "
        f"round trip more. Requests are those that Pebble logged; CPU and memory are the process's own (getrusage)."
    )
    yield from table(results)
    yield "\n## Targets\n"
    yield from verdicts(results)
    if left_out:
        yield "\n## Left out\n"
        yield from (f"- {each}" for each in left_out)


def main(tools, path, *named):
    commands = {name: shlex.split(command) for name, command in (each.split("=", 1) for each in named)}
    left_out = [f"{name}: cannot be set up here" for name, command in commands.items() if not command]
    programs = {name: command for name, command in commands.items() if command}
    near = urlsplit(os.environ["ACME_DIRECTORY"])
    with subprocess.Popen(
        [f"{tools}/delay_proxy", str(near.port), str(ROUND_TRIP_MS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as delaying:
        far = near._replace(netloc=f"{near.hostname}:{delaying.stdout.readline().strip()}")
        results, failed = compare(tools, programs, {False: near.geturl(), True: far.geturl()})
        delaying.stdin.close()
    text = "\n".join(report(results, left_out + failed)) + "\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print(text)


main(*sys.argv[1:])
