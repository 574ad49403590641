"""Runs the examples of every language against one CA, checks what each left, and prints one table.

scripts/demo.sh calls it twice: to build, and with ACME_DIRECTORY, ACME_CA_FILE, ACME_ROOT_FILE, ACME_WEBROOT and
ACME_PEBBLE_LOG of a running Pebble to run what was built.

    demo.py build|run RELEASE_FOLDER WORK_FOLDER
"""

import os
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = "-L{release} -lacme_client -Wl,-rpath,{release}"
TWO = ["demo.example", "www.demo.example"]
HUNDRED = [f"n{number}.demo.example" for number in range(1, 101)]

# Language, how it is built from the repository's root ("": nothing to build), and how it is run from an empty folder.
# {program} is issue or obtain, {cc} and {cxx} are the compilers; what is built goes to {work}.
LANGUAGES = [
    ("C", "{cc} -std=c99 -O2 -Wall -Wextra -Iinclude examples/c/{program}.c -o {work}/{program}-c " + LINK, "{work}/{program}-c"),
    ("C++", "{cxx} -std=c++17 -O2 -Wall -Wextra -Iinclude examples/cpp/{program}.cpp -o {work}/{program}-cpp " + LINK, "{work}/{program}-cpp"),
    ("Go", "scripts/go.sh examples/go build -o {work}/{program}-go {program}.go", "{work}/{program}-go"),
    ("Ruby", "scripts/ruby.sh", "ruby -I {root}/bindings/ruby/lib {root}/examples/ruby/{program}.rb"),
    ("Python", "scripts/python.sh", "env PYTHONPATH={root}/bindings/python {root}/.tools/python/bin/python {root}/examples/python/{program}.py"),
]
PROGRAMS = [("issue", TWO), ("obtain", TWO)]
MORE = [("C", "obtain", HUNDRED)]


@dataclass
class Row:
    """A line of the table."""

    language: str
    program: str
    names: int
    issuer: str
    valid_until: str
    requests: int
    milliseconds: int


class Failed(Exception):
    """What a program did wrong; ends the demo."""


def build(expand):
    for language, template, _ in LANGUAGES:
        print(f"== build for {language}", flush=True)
        commands = dict.fromkeys(expand(template, program) for program, _ in PROGRAMS)
        for command in filter(None, commands):
            subprocess.run(shlex.split(command), cwd=ROOT, check=True)


def run(expand):
    templates = {language: template for language, _, template in LANGUAGES}
    runs = [(language, *each) for language in templates for each in PROGRAMS]
    rows = []
    for language, program, names in runs + MORE:
        print(f"== {language}: {program} for {len(names)} names", flush=True)
        folder = Path(expand("{work}", program), f"{language}-{program}-{len(names)}")
        folder.mkdir()
        command = shlex.split(expand(templates[language], program))
        try:
            rows.append(Row(language, program, len(names), *issue(folder, command, names)))
        except (Failed, subprocess.CalledProcessError) as failure:
            raise Failed(f"{language}: {program}: {failure}") from failure
    print("", *table(rows), sep="\n")


def issue(folder, command, names):
    """Runs the program and gives the rest of its row."""
    before, started = requests(), time.monotonic()
    servers = [os.environ[name] for name in ("ACME_DIRECTORY", "ACME_CA_FILE", "ACME_WEBROOT")]
    subprocess.run([*command, *servers, *names], cwd=folder, check=True)
    milliseconds = round((time.monotonic() - started) * 1000)
    return *verify(folder, names), requests() - before, milliseconds


def requests():
    """How many Pebble has answered."""
    return Path(os.environ["ACME_PEBBLE_LOG"]).read_bytes().count(b"-> calling handler")


def verify(folder, names):
    """Checks chain, key and names, and gives issuer and end."""
    chain, key = folder / f"{names[0]}.pem", folder / f"{names[0]}.key"
    openssl("verify", "-CAfile", os.environ["ACME_ROOT_FILE"], "-untrusted", chain, chain)
    if openssl("x509", "-in", chain, "-noout", "-pubkey") != openssl("pkey", "-in", key, "-pubout"):
        raise Failed(f"{key.name} is not the certificate's key")
    if key.stat().st_mode & 0o777 != 0o600:
        raise Failed(f"{key.name} may be read by others")
    found = re.findall(r"DNS:([^,\s]+)", openssl("x509", "-in", chain, "-noout", "-ext", "subjectAltName"))
    if sorted(found) != sorted(names):
        raise Failed(f"the certificate is for {' '.join(found)}")
    issuer = openssl("x509", "-in", chain, "-noout", "-issuer", "-nameopt", "RFC2253").removeprefix("issuer=").strip()
    end = openssl("x509", "-in", chain, "-noout", "-enddate").removeprefix("notAfter=").strip()
    return issuer, f"{datetime.strptime(end, '%b %d %H:%M:%S %Y GMT'):%Y-%m-%d %H:%M} UTC"


def openssl(*arguments):
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(["openssl", *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def table(rows):
    """The lines, each column as wide as its widest cell, numbers to the right."""
    titles = ["language", "program", "names", "issuer", "valid until", "requests", "ms"]
    cells = [titles, *([str(cell) for cell in vars(row).values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    numbers = {"names", "requests", "ms"}
    for line in cells:
        padded = (
            cell.rjust(width) if title in numbers else cell.ljust(width)
            for title, cell, width in zip(titles, line, widths)
        )
        yield "  ".join(padded)


def main(what, release, work):
    compilers = {"cc": os.environ.get("CC", "cc"), "cxx": os.environ.get("CXX", "c++")}
    places = {"root": ROOT, "release": Path(release).resolve(), **compilers}

    def expand(template, program):
        return template.format(program=program, work=work, **places)

    {"build": build, "run": run}[what](expand)


try:
    main(*sys.argv[1:])
except (Failed, subprocess.CalledProcessError, OSError) as failure:
    sys.exit(f"demo: {failure}")
