"""generate.py [--check] [--declarations] [--header]: writes what is derived from include/acme_client.h.

Always acme_client/constants.py and acme_client/problem.py, which are committed (--check compares them and writes nothing).
With --declarations also acme_client/_ffi.py and acme_client/_parameters.py, which need cffi and are not committed.
With --header it only prints the header as cffi reads it.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import header

PACKAGE = Path(__file__).resolve().parents[1] / "acme_client"

# The enumeration for each group of constants, and what it is.
GROUPS = {
    "ACME_STATUS_": ("Status", "What became of a call: success, or why it failed."),
    "ACME_LOG_": ("LogLevel", "The levels of the C library's log lines."),
    "ACME_KEY_": ("KeyKind", "The kinds of keys."),
    "ACME_RENEWAL_": ("RenewalReason", "What the moment of a renewal follows from."),
    "ACME_EVENT_": ("EventKind", "What an event tells."),
    "ACME_MANAGER_": ("ManagerAction", "What a run did about a managed certificate."),
}
RANGES = ((30, "LibraryError"), (50, "NetworkError"), (100, "ServerError"), (200, "ProblemError"))


def _comment(text: str, prefix: str) -> str:
    """The header's words, in Python's names."""
    text = re.sub(r"acme_status\b", "Status", text)
    text = re.sub(r"\bacme_[a-z]+?_(\w+)", r"\1", text)
    return text.replace(prefix, "").replace("`", "")


def _docstring(text: str) -> str:
    lines = textwrap.wrap(text, 112)
    return (
        f'    """{lines[0]}"""\n'
        if len(lines) == 1
        else '    """\n' + textwrap.indent("\n".join(lines), "    ") + '\n    """\n'
    )


def _groups() -> dict[str, list[header.Constant]]:
    found = {}
    for group in header.constants(header.HEADER.read_text("utf-8")):
        prefix = next((prefix for prefix in GROUPS if group[0].name.startswith(prefix)), None)
        if prefix:
            found[prefix] = group
        elif not group[0].name.startswith("ACME_CLIENT_VERSION_"):
            raise SystemExit(f"generate: {group[0].name} belongs to no enumeration; add it to GROUPS")
    return found


def constants_module() -> str:
    text = '"""The constants of the C library. Written by tools/generate.py from include/acme_client.h."""\n\n'
    text += "from __future__ import annotations\n\nfrom ._open_enum import OpenIntEnum\n"
    for prefix, group in _groups().items():
        name, doc = GROUPS[prefix]
        text += f'\n\nclass {name}(OpenIntEnum):\n    """{doc}"""\n\n'
        for constant in group:
            text += f"    {constant.name[len(prefix) :]} = {constant.value}\n"
            text += _docstring(_comment(constant.doc, prefix))
    return text


def class_name(status: str) -> str:
    name = "".join(word.capitalize() for word in status.split("_"))
    return name if name.endswith("Error") else name + "Error"


def problem_module() -> str:
    text = (
        '"""One exception class for each way to fail. Written by tools/generate.py from include/acme_client.h."""\n\n'
    )
    text += "from __future__ import annotations\n\nfrom .constants import Status\n"
    text += "from .error import AcmeError, LibraryError, NetworkError, ProblemError, ServerError\n"
    classes = []
    for constant in _groups()["ACME_STATUS_"]:
        if constant.value == 0:
            continue
        short = constant.name[len("ACME_STATUS_") :]
        base = next(base for bound, base in RANGES if constant.value < bound)
        classes.append((short, class_name(short)))
        text += f"\n\nclass {class_name(short)}({base}):\n{_docstring(_comment(constant.doc, 'ACME_STATUS_'))}"
        text += f"\n    status = Status.{short}\n"
    text += "\n\nCLASSES: dict[Status, type[AcmeError]] = {\n"
    text += "".join(f"    Status.{short}: {name},\n" for short, name in classes)
    text += '}\n"""The class of each status."""\n\n__all__ = [\n'
    return text + "".join(f'    "{name}",\n' for name in sorted(name for _, name in classes)) + "]\n"


def parameters_module() -> str:
    text = '"""The functions of the C library. Written by tools/generate.py from include/acme_client.h."""\n\n'
    version = re.search(r"#define ACME_CLIENT_VERSION_NUMBER (\w+)", header.HEADER.read_text("utf-8"))
    if version is None:
        raise SystemExit("generate: the header has no version")
    text += f"VERSION_NUMBER = {version[1]}\n\n# Name: (parameter, whether threads may share it)...\nPARAMETERS = {{\n"
    for name, parameters in header.functions(header.HEADER.read_text("utf-8")).items():
        text += f"    {name!r}: ({''.join(f'({one.name!r}, {one.const}), ' for one in parameters)}),\n"
    return text + "}\n"


def write_declarations(folder: Path) -> None:
    from cffi import FFI, recompiler

    ffi = FFI()
    ffi.cdef(header.declarations(header.HEADER.read_text("utf-8")))
    ffi.set_source("acme_client._ffi", None)
    recompiler.make_py_source(ffi, "acme_client._ffi", str(folder / "_ffi.py"))
    (folder / "_parameters.py").write_text(parameters_module(), "utf-8")


def main(arguments: list[str]) -> int:
    if "--header" in arguments:
        print(header.declarations(header.HEADER.read_text("utf-8")), end="")
        return 0
    stale = []
    for name, text in (("constants.py", constants_module()), ("problem.py", problem_module())):
        path = PACKAGE / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, "utf-8")
    if "--declarations" in arguments:
        write_declarations(PACKAGE)
    if "--check" in arguments and stale:
        print(f"generate: {' and '.join(stale)} differ from the header: run make header", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
