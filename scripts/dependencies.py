"""Lists the crates that the product is made of in docs/dependencies.md, and refuses a licence that is not allowed.

    dependencies.py write    writes the list
    dependencies.py check    fails when the list is not what `write` would write
"""

import sys

from crates import ROOT, Crates, Refused

LIST = ROOT / "docs/dependencies.md"


def purposes(crates):
    """The hand-kept line on each direct dependency."""
    lines = (ROOT / "packaging/dependencies.tsv").read_text().splitlines()
    purpose = dict(line.split("\t") for line in lines)
    names = {crates.packages[id]["name"] for id in crates.direct()}
    if purpose.keys() != names:
        raise Refused(f"packaging/dependencies.tsv: lacks or has too many: {', '.join(purpose.keys() ^ names)}")
    return purpose


def markdown(crates):
    purpose = purposes(crates)
    yield "# Dependencies"
    yield ""
    yield "Written by `make dependencies`. \"In\" is the part of the product that a crate is linked into; those of `build` run"
    yield "when it is built and are not in what is delivered. `make sbom` writes the same list as CycloneDX JSON."
    yield ""
    yield "Besides the crates: OpenSSL 3 (Apache-2.0), the system's or, in wheels and precompiled gems, linked statically; the"
    yield "gem base64 (Ruby OR BSD-2-Clause) for the Ruby gem; cffi (MIT) for the Python module."
    for title, ids in (
        ("Asked for by this project", [id for id in crates.others() if id in crates.direct()]),
        ("Asked for by those", [id for id in crates.others() if id not in crates.direct()]),
    ):
        direct = title == "Asked for by this project"
        yield f"\n## {title}\n"
        yield "| crate | version | licence | in |" + (" what for |" if direct else "")
        yield "|---|---|---|---|" + ("---|" if direct else "")
        for id in ids:
            package = crates.packages[id]
            line = f"| {package['name']} | {package['version']} | {crates.licence(id)} | {crates.part[id]} |"
            yield line + (f" {purpose[package['name']]} |" if direct else "")


def main(what):
    crates = Crates()
    crates.refuse_licences()
    text = "\n".join(markdown(crates)) + "\n"
    if what == "write":
        LIST.write_text(text)
    elif LIST.read_text() != text:
        raise Refused("docs/dependencies.md is not what Cargo.lock says; `make dependencies` rewrites it")


try:
    main(*sys.argv[1:])
except Refused as refused:
    sys.exit(f"dependencies: {refused}")
