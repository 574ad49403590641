"""Which C library is loaded, and which is refused."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest
from conftest import PACKAGE

import acme_client


def load(
    environment: Dict[str, str], path: str, program: str = "import acme_client"
) -> "subprocess.CompletedProcess[str]":
    environment = {**environment, "ACME_CLIENT_LIBRARY": path}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def stub(folder: Path, body: str) -> str:
    """A library that is not ours."""
    source, library = folder / "stub.c", folder / "stub.so"
    source.write_text(body)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return str(library)


def test_the_version_is_told() -> None:
    assert acme_client.library_version() >= acme_client.__version__
    assert acme_client.library_version_number() >= 0x010000


@pytest.mark.parametrize(("number", "version"), [(0x020000, "2.0.0"), (0x00FF00, "0.255.0")])
def test_a_library_of_another_version_is_refused_with_both_named(
    number: int, version: str, tmp_path: Path, environment: Dict[str, str]
) -> None:
    path = stub(tmp_path, f"unsigned acme_version_number(void) {{ return {number}; }}")
    ended = load(environment, path)
    assert ended.returncode == 1
    assert f"ImportError: acme_client 1.0.0 cannot use version {version} of libacme_client ({path})" in ended.stderr


def test_what_is_no_such_library_is_refused(tmp_path: Path, environment: Dict[str, str]) -> None:
    for path in (stub(tmp_path, "int other(void) { return 0; }"), "/nowhere/libacme_client.so"):
        ended = load(environment, path)
        assert ended.returncode == 1 and f"ImportError: {path} is no libacme_client that can be loaded" in ended.stderr


def test_the_variable_names_a_library_of_the_system(tmp_path: Path, environment: Dict[str, str]) -> None:
    """As where the module is installed without a library of its own."""
    bare = shutil.copytree(
        PACKAGE / "acme_client", tmp_path / "acme_client", ignore=shutil.ignore_patterns("lib*", "_native")
    )
    (inside,) = (PACKAGE / "acme_client").glob("libacme_client.*")
    environment = {**environment, "PYTHONPATH": str(bare.parent)}
    program = "import acme_client; print(acme_client.__file__, acme_client.library_version())"
    ended = load(environment, str(inside), program)
    assert ended.stdout.split() == [str(bare / "__init__.py"), acme_client.library_version()], ended.stderr
