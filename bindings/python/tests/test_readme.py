"""The README's blocks are one program; its shell blocks name what there is."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Dict

from conftest import PACKAGE

README = (PACKAGE / "README.md").read_text("utf-8")


def blocks(language: str) -> "list[str]":
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.S | re.M)


def test_it_has_the_parts_that_a_reader_looks_for() -> None:
    assert re.findall(r"^## (.*)$", README, flags=re.M) == ["Installation", "Usage", "Development", "Testing"]


def test_its_blocks_run(tmp_path: Path, environment: Dict[str, str]) -> None:
    program = tmp_path / "readme.py"
    program.write_text("\n".join(blocks("python")))
    ended = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "issued https://" in ended.stdout and "managed.readme.example RENEWED None" in ended.stdout


def test_its_commands_are_there() -> None:
    root = PACKAGE.parents[1]
    makefiles = (root / "Makefile").read_text() + (root / "packaging" / "packages.mk").read_text()
    for line in "\n".join(blocks("sh")).splitlines():
        words = line.split()
        if words[:1] == ["make"]:
            assert f"\n{words[1]}:" in makefiles
        elif words and words[0].startswith("scripts/"):
            assert (root / words[0]).is_file()
