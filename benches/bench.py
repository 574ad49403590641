"""Measures this library beside its peers in one run, and writes docs/performance.md with its plots.

scripts/bench.sh runs it with ACME_DIRECTORY, ACME_CA_FILE and ACME_PEBBLE_LOG of a CA that finds every challenge valid.

    bench.py TOOLS_FOLDER REPORT_FILE NOTES_FILE VERSIONS_FILE KEY=COMMAND...

KEY is one of PROGRAMS or LOADS; an empty COMMAND means that it cannot be set up here. With QUICK=1 everything is done
once, and less of it.
"""

import os
import shlex
import subprocess
import sys
from urllib.parse import urlsplit

from measuring import targets
from measuring.cases import FULL, MANY_NAMES, QUICK, ROUND_TRIP_MS, measure
from measuring.plot import plot
from measuring.report import report
from measuring.run import Bench, Program

REPEATS = 3
FOLDER, BUNDLE = "folder", "bundle"
# By key: the name, whether one client serves several threads or tasks, and in what form the program reads the system's roots.
PROGRAMS = {
    "c": (targets.C, True, FOLDER),
    "cpp": ("this library, C++", True, None),
    "ruby": (targets.RUBY, True, None),
    "python": (targets.PYTHON, True, None),
    "go": (targets.GO, True, None),
    "rust": ("this library, Rust", True, FOLDER),
    "instant-acme": (targets.RUST_PEER, True, BUNDLE),
    "lego": (targets.GO_PEERS[0], True, BUNDLE),
    "acmez": (targets.GO_PEERS[1], True, BUNDLE),
    "python-acme": (targets.PYTHON_PEER, False, None),
    "ruby-acme-client": (targets.RUBY_PEER, False, None),
    "node-acme-client": ("Node acme-client", True, None),
}
# Of these only the first certificate is looked at.
FIRST_ONLY = {
    "instant-acme-ring": (targets.RUST_PEER_RING, True, BUNDLE),
    "c-vendored": ("this library, C, OpenSSL within", True, FOLDER),
}
# By key: whose loading it is, and the key of the same without it.
LOADS = {
    "load-c": (targets.C, "bare-c"),
    "load-ruby": (targets.RUBY, "bare-ruby"),
    "load-ruby-acme-client": (targets.RUBY_PEER, "bare-ruby"),
    "load-python": (targets.PYTHON, "bare-python"),
    "load-python-acme": (targets.PYTHON_PEER, "bare-python-acme"),
    "load-node-acme-client": ("Node acme-client", "bare-node"),
}
SIZES = {"library": "the C library, stripped", "library-vendored": "the same, OpenSSL within", "ruby-extension": "the Ruby extension, stripped"}


def main(tools, page, notes, versions, *given):
    commands = {key: shlex.split(command) for key, command in (each.split("=", 1) for each in given)}
    missing = [f"{PROGRAMS[key][0]}: cannot be set up here" for key in PROGRAMS if not commands.get(key)]
    programs, first_only = (
        [Program(name, commands[key], shared, roots) for key, (name, shared, roots) in table.items() if commands.get(key)]
        for table in (PROGRAMS, FIRST_ONLY)
    )
    known = {key: (name, bare) for key, (name, bare) in LOADS.items() if commands.get(key) and commands.get(bare)}
    loads = {name: (commands[key], commands[bare]) for key, (name, bare) in known.items()}
    sizes = {SIZES[key]: os.path.getsize(commands[key][0]) / 1e6 for key in SIZES if commands.get(key)}
    is_quick = os.environ.get("QUICK") == "1"

    near = urlsplit(os.environ["ACME_DIRECTORY"])
    with subprocess.Popen(
        [f"{tools}/delay_proxy", str(near.port), str(ROUND_TRIP_MS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as delaying:
        far = near._replace(netloc=f"{near.hostname}:{delaying.stdout.readline().strip()}").geturl()
        repeats = 1 if is_quick else REPEATS
        bench = Bench(tools, near.geturl(), far, os.environ["ACME_CA_FILE"], os.environ["ACME_PEBBLE_LOG"], repeats)
        results = measure(bench, programs, first_only, loads, QUICK if is_quick else FULL)
        delaying.stdin.close()
    print(file=sys.stderr)

    with open(versions, encoding="utf-8") as file:
        found = file.read().splitlines()
    text = "\n".join(report(results, sizes, found, missing + bench.failures, repeats)) + "\n"
    print(text)
    with open(notes, encoding="utf-8") as file:
        write(page, f"# Performance\n\nWritten by `make bench`; run it to measure on another machine. {text}\n{file.read()}")
    folder = os.path.dirname(page)
    write(f"{folder}/performance-names.svg", names_plot(results))
    write(f"{folder}/performance-certificates.svg", certificates_plot(results))


def names_plot(results):
    counts = [names for names, far in results.one if far]
    lines = {}
    for names in counts:
        for name, row in results.one[names, True].items():
            lines.setdefault(name, []).append((names, row.wall))
    shown = [(name, line) for name, line in lines.items() if len(line) == len(counts)]
    return plot(f"One certificate for 1 to {MANY_NAMES} names, {ROUND_TRIP_MS} ms away", "names", "seconds", shown)


def certificates_plot(results):
    lines = {}
    for count, rows in results.certificates.items():
        for name, row in rows.items():
            lines.setdefault(name, []).append((count, row.cpu))
    shown = [(name, line) for name, line in lines.items() if len(line) > 1]
    # Eight lines can be told apart: the faces of this library that are not in the targets stay out.
    wanted = [targets.C, targets.RUBY, *(name for name, _ in shown if not name.startswith("this library"))]
    return plot("CPU of a process by certificates, near", "certificates", "CPU ms", [one for one in shown if one[0] in wanted])


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


main(*sys.argv[1:])
