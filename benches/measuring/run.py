"""Runs programs, one at a time, and keeps what they took."""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Dict, List, Optional

# A run that takes longer is not repeated, so that the whole ends within a quarter of an hour.
LONG_SECONDS = 6
LIMIT_SECONDS = 150
# A program is run again after so many failures: one key in 128 is more than the gem 2.0.9 can handle.
MAY_FAIL = 1
OURS = "this library"


@dataclass
class Program:
    """A program that obtains certificates: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME..."""

    name: str
    command: List[str]
    # Whether one client of it may be used by several threads or tasks at once.
    shared: bool = False
    # The form in which it reads the roots of the system: "folder" or "bundle".
    roots: Optional[str] = None

    @property
    def is_ours(self):
        return self.name.startswith(OURS)


@dataclass
class Figures:
    """Medians: seconds on the clock, CPU milliseconds, peak memory in MB, requests that the CA saw."""

    wall: float
    cpu: float
    memory: float
    requests: float
    # The distance between the slowest and the fastest repeat as a part of the median.
    spread: float = 0.0
    runs: int = 1


@dataclass
class Bench:
    """The CA, near and far, and the programs."""

    tools: str
    near: str
    far: str
    ca_file: str
    ca_log: str
    repeats: int
    failures: List[str] = field(default_factory=list)
    _labels: int = 0

    def obtain(self, program, what, *, names=1, count=1, at_once=1, far=False, environment=None) -> Optional[Figures]:
        """The program's figures; None when it failed, which `failures` then tells with `what` it was to do."""
        runs, failed = [], 0
        while len(runs) < self.repeats:
            self._labels += 1
            wanted = [f"n{number}.r{self._labels}.bench.example" for number in range(names)]
            ca_file = self.ca_file if environment is None else ""
            call = [*program.command, self.far if far else self.near, ca_file, str(count), str(at_once), *wanted]
            figures = self.run(call, environment)
            if figures is None:
                failed += 1
                if failed <= MAY_FAIL:
                    continue
                self.failures.append(f"{program.name}: {what}: failed {failed} times or not done within {LIMIT_SECONDS} s")
                return None
            runs.append(figures)
            if figures.wall > LONG_SECONDS:
                break
        print(".", end="", file=sys.stderr, flush=True)
        return middle(runs)

    def run(self, command, environment=None) -> Optional[Figures]:
        """One process."""
        before = self.requests()
        output = subprocess.run(
            [f"{self.tools}/measure", str(LIMIT_SECONDS), *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, env={**os.environ, **(environment or {})},
        ).stdout
        wall, cpu, memory, status = map(float, output.split())
        return Figures(wall, cpu, memory, self.requests() - before) if status == 0 else None

    def load(self, command) -> Figures:
        """A program that only loads something, which must not fail."""
        runs = [self.run(command) for _ in range(3 * self.repeats)]
        if None in runs:
            raise RuntimeError(f"failed: {' '.join(command)}")
        return middle(runs)

    def requests(self):
        with open(self.ca_log, "rb") as file:
            return file.read().count(b"-> calling handler")


def middle(runs: List[Figures]) -> Figures:
    def of(name):
        return statistics.median(getattr(run, name) for run in runs)

    walls = [run.wall for run in runs]
    spread = (max(walls) - min(walls)) / of("wall") if len(runs) > 1 else 0.0
    return Figures(of("wall"), of("cpu"), of("memory"), of("requests"), spread, len(runs))


Rows = Dict[str, Figures]
