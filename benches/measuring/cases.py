"""What is measured."""

import glob
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from typing import Dict, Tuple

from .run import Bench, Figures, Program, Rows

ROUND_TRIP_MS = 50
MANY_NAMES = 100
AT_ONCE = 8
# Certificates in the runs that tell the throughput: of one issuance after the other, and of eight at a time.
ALONE, TOGETHER = 5, 40
SYSTEM_FOLDER, SYSTEM_BUNDLE = "/etc/ssl/certs", "/etc/ssl/certs/ca-certificates.crt"


@dataclass
class Size:
    """How much is measured."""

    names: Tuple[int, ...]
    certificates: int
    most_certificates: int
    samples: int


FULL = Size(names=(1, 10, 30, MANY_NAMES), certificates=100, most_certificates=1000, samples=20)
QUICK = Size(names=(1, 10, MANY_NAMES), certificates=10, most_certificates=30, samples=5)


@dataclass
class Results:
    """All figures. A program that failed at something has no row there."""

    size: Size
    # By names and distance: a process that obtains one certificate.
    one: Dict[Tuple[int, bool], Rows] = field(default_factory=dict)
    # By the number of certificates that a process obtains, each for one name, near.
    certificates: Dict[int, Rows] = field(default_factory=dict)
    # By names: CPU milliseconds of a certificate of this library's C program.
    by_names: Dict[int, float] = field(default_factory=dict)
    # By program: certificates a second one after the other, and eight at a time, far away.
    throughput: Dict[str, Tuple[float, float]] = field(default_factory=dict)
    system_roots: Rows = field(default_factory=dict)
    # What loading adds to a program of its language that does nothing.
    loads: Rows = field(default_factory=dict)

    def a_certificate(self, program, name, most=None):
        """What one more certificate takes: the slope between the first and the last; None when it is not known."""
        most = most or self.size.certificates
        first, last = self.certificates[1].get(program), self.certificates.get(most + 1, {}).get(program)
        return (getattr(last, name) - getattr(first, name)) / most if first and last else None


def measure(bench: Bench, programs, first_only, loads, size: Size) -> Results:
    """Measures all. `first_only` are further programs of which only the first certificate is looked at."""
    results = Results(size)
    ours = next(program for program in programs if program.is_ours)
    # First, while the CA has few authorizations to look through for each new order: many at once can lock Pebble up.
    for program in programs:
        throughput(bench, program, results)
    for far in (False, True):
        for names in size.names if far else (1, MANY_NAMES):
            rows = results.one[names, far] = {}
            # Between few and many names, this library's other faces have nothing to tell.
            ends = names in (1, MANY_NAMES)
            asked = [program for program in programs if ends or program is ours or not program.is_ours]
            asked += first_only if names == 1 and not far else []
            for program in asked:
                keep(rows, program, bench.obtain(program, title(names, far), names=names, far=far))
    certificates(bench, programs, ours, results)
    growth(bench, ours, results)
    with_system_roots(bench, [*programs, *first_only], results)
    for name, (command, bare) in loads.items():
        loaded, nothing = bench.load(command), bench.load(bare)
        added = [getattr(loaded, field) - getattr(nothing, field) for field in ("wall", "cpu", "memory")]
        results.loads[name] = Figures(*added, 0)
    return results


def keep(rows: Rows, program: Program, figures):
    if figures:
        rows[program.name] = figures


def title(names, far):
    return f"{names} name{'s' if names > 1 else ''}, {f'{ROUND_TRIP_MS} ms away' if far else 'near'}"


def certificates(bench, programs, ours, results):
    size = results.size
    results.certificates[1] = results.one[1, False]
    for count in (size.certificates + 1, size.most_certificates + 1):
        rows = results.certificates[count] = {}
        for program in programs if count <= size.certificates + 1 else [ours]:
            keep(rows, program, bench.obtain(program, f"{count} certificates", count=count))


def growth(bench, ours, results):
    for names in (1, 10, MANY_NAMES):
        first, last = (
            bench.obtain(ours, title(names, False), names=names, count=count) for count in (1, results.size.samples + 1)
        )
        if first and last:
            results.by_names[names] = (last.cpu - first.cpu) / results.size.samples


def throughput(bench, program, results):
    if not program.shared:
        return
    what = f"{AT_ONCE} at once"
    none, alone, together = (
        bench.obtain(program, what, count=count, at_once=at_once, far=True)
        for count, at_once in ((0, 1), (ALONE, 1), (TOGETHER, AT_ONCE))
    )
    if none and alone and together:
        results.throughput[program.name] = (
            ALONE / (alone.wall - none.wall),
            TOGETHER / (together.wall - none.wall),
        )


def with_system_roots(bench, programs, results):
    """The first certificate where the CA's root is one of the system's, in a folder or bundle made like the system's."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = f"{folder}/bundle.crt"
        shutil.copy(SYSTEM_BUNDLE, bundle)
        with open(bundle, "a", encoding="ascii") as file, open(bench.ca_file, encoding="ascii") as own:
            file.write(own.read())
        hashed = f"{folder}/hashed"
        shutil.copytree(SYSTEM_FOLDER, hashed, ignore=shutil.ignore_patterns("*.crt", "java"))
        shutil.copy(bench.ca_file, f"{hashed}/bench.pem")
        subprocess.run(["openssl", "rehash", hashed], check=True, stderr=subprocess.DEVNULL)
        # Without the second variable the system's own bundle would be read beside the folder that is not the system's.
        lone = shutil.copy(glob.glob(f"{hashed}/*.pem")[0], f"{folder}/lone.crt")
        places = {"folder": {"SSL_CERT_DIR": hashed, "SSL_CERT_FILE": lone}, "bundle": {"SSL_CERT_FILE": bundle}}
        for program in programs:
            if program.roots:
                environment = places[program.roots]
                figures = bench.obtain(program, "the system's roots", environment=environment)
                keep(results.system_roots, program, figures)
