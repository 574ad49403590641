"""Nothing of the C library is left out, and nothing of the header is typed by hand."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PACKAGE, RECORDER

ROOT = PACKAGE.parents[1]
LEDGER = {line.split()[0] for line in (ROOT / "include" / "acme_client.symbols").read_text().splitlines()}


def test_the_binding_knows_the_functions_of_the_ledger_and_no_others() -> None:
    from acme_client._parameters import PARAMETERS

    assert set(PARAMETERS) == LEDGER
    assert {name for name in RECORDER.called if name.startswith("acme_")} <= LEDGER


def test_every_function_of_the_ledger_was_called_by_these_tests(request: pytest.FixtureRequest) -> None:
    if {item.path for item in request.session.items} != set(Path(__file__).parent.glob("test_*.py")):
        pytest.skip("only all tests together can tell")
    assert LEDGER <= RECORDER.called, sorted(LEDGER - RECORDER.called)


def test_what_is_derived_from_the_header_is_up_to_date(tmp_path: Path) -> None:
    tools = str(PACKAGE / "tools")
    check = subprocess.run(
        [sys.executable, f"{tools}/generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr
    program = f"import sys; sys.path.insert(0, {tools!r}); import generate, pathlib; "
    program += f"generate.write_declarations(pathlib.Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", program], check=True)
    for name in ("_ffi.py", "_parameters.py"):
        assert (tmp_path / name).read_text() == (PACKAGE / "acme_client" / name).read_text(), "run make python"


def test_the_package_has_the_version_of_the_header() -> None:
    import acme_client

    assert f'version = "{acme_client.__version__}"' in (PACKAGE / "pyproject.toml").read_text()
