"""Every tool has one version for each Python that the module is for."""

import re
from typing import Dict, List

from conftest import PACKAGE

LINE = re.compile(r"(?P<name>[\w-]+)==(?P<version>[\d.]+)(?:; python_version (?P<side><|>=) \"3\.11\")?")


def test_each_tool_has_one_version_on_both_sides_of_the_border() -> None:
    sides: Dict[str, List[str]] = {}
    for line in (PACKAGE / "requirements.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            pinned = LINE.fullmatch(line)
            assert pinned, line
            sides.setdefault(pinned["name"], []).append(pinned["side"] or "all")
    assert all(sorted(found) in (["all"], ["<", ">="]) for found in sides.values()), sides
    assert len(sides["pytest"]) == 2


def test_the_readme_installs_the_wheel_that_is_built() -> None:
    readme = (PACKAGE / "README.md").read_text("utf-8")
    assert "make wheel\npip install dist/acme_client_native-*.whl\n" in readme
