"""The blocks of Python of each page are one program; those of docs/ stand in `page_world`."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

import pytest
from conftest import PACKAGE

ROOT = PACKAGE.parents[1]
README = PACKAGE / "README.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path) -> List[str]:
    return re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), flags=re.S | re.M)


def output_of(program: str, folder: Path, environment: Dict[str, str]) -> str:
    file = folder / "page.py"
    file.write_text(program)
    ended = subprocess.run(
        [sys.executable, "-W", "error", str(file)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_readme_has_the_parts_that_a_reader_looks_for() -> None:
    titles = re.findall(r"^## (.*)$", README.read_text("utf-8"), flags=re.M)
    assert titles == ["Installation", "Usage", "Development", "Testing"]


def test_the_blocks_of_the_readme_run(tmp_path: Path, environment: Dict[str, str]) -> None:
    printed = output_of("\n".join(blocks(README)), tmp_path, environment)
    assert "issued https://" in printed and "managed.readme.example RENEWED None" in printed


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.name)
def test_the_blocks_of_the_pages_run(page: Path, tmp_path: Path, environment: Dict[str, str]) -> None:
    output_of("\n".join(["from page_world import *", *blocks(page)]), tmp_path, environment)
