"""The crates that the product is made of, from what Cargo says, with the rule on their licences."""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One platform, so that the list is the same on every machine.
PLATFORM = "x86_64-unknown-linux-gnu"
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unicode-3.0",
    "Unlicense", "Zlib",
}  # fmt: skip
# Runs at build time alone: what it is made of is not in what is delivered.
ALLOWED_TO_BUILD = {"MPL-2.0"}
LIBRARY, RUBY, BUILD = "library", "Ruby extension", "build"


class Refused(Exception):
    """What has to be changed before the list can be written."""


def without_tests(node):
    """A node of Cargo's graph without what its tests alone ask for."""
    asked = [
        dependency
        for dependency in node["deps"]
        if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"])
    ]
    return node | {"deps": asked}


class Crates:
    """The crates of the workspace and of all its features, each with the part of the product that it is in."""

    def __init__(self):
        command = [os.environ.get("CARGO", "cargo"), "metadata", "--format-version=1", "--locked", "--all-features"]
        output = subprocess.run([*command, f"--filter-platform={PLATFORM}"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
        metadata = json.loads(output.stdout)
        self.nodes = {node["id"]: without_tests(node) for node in metadata["resolve"]["nodes"]}
        used = self.reached(metadata["workspace_members"])
        self.packages = {package["id"]: package for package in metadata["packages"] if package["id"] in used}
        self.own = {package["name"]: id for id, package in self.packages.items() if package["source"] is None}
        library = self.linked(self.own["acme-client"])
        ruby = self.linked(self.own["acme-client-native"])
        self.part = {id: LIBRARY if id in library else RUBY if id in ruby else BUILD for id in self.packages}

    def reached(self, starts):
        """All that is asked for, of these on."""
        found, waiting = set(starts), list(starts)
        while waiting:
            new = {dependency["pkg"] for dependency in self.nodes[waiting.pop()]["deps"]} - found
            found |= new
            waiting.extend(new)
        return found

    def linked(self, start):
        """What is linked with a crate; macros and build scripts are not."""
        found, waiting = {start}, [start]
        while waiting:
            for dependency in self.nodes[waiting.pop()]["deps"]:
                id = dependency["pkg"]
                normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
                macro = any("proc-macro" in target["kind"] for target in self.packages[id]["targets"])
                if normal and not macro and id not in found:
                    found.add(id)
                    waiting.append(id)
        return found

    def others(self):
        """All but our own, by name and version."""
        ids = set(self.packages) - set(self.own.values())
        return sorted(ids, key=lambda id: (self.packages[id]["name"], self.packages[id]["version"]))

    def direct(self):
        """What our own crates ask for."""
        asked = {dependency["pkg"] for id in self.own.values() for dependency in self.nodes[id]["deps"]}
        return asked - set(self.own.values())

    def licence(self, id):
        return (self.packages[id]["license"] or "").replace("/", " OR ")

    def refuse_licences(self):
        for id in self.others():
            allowed = ALLOWED | (ALLOWED_TO_BUILD if self.part[id] == BUILD else set())
            if not is_allowed(self.licence(id), allowed):
                raise Refused(f"{self.packages[id]['name']}: the licence {self.licence(id)!r} is not among the allowed ones")


def is_allowed(expression, allowed):
    """Whether an SPDX expression can be met by allowed licences: one of an OR, all of an AND."""
    inner = re.search(r"\(([^()]*)\)", expression)
    if inner:
        verdict = "MIT" if is_allowed(inner[1], allowed) else "none"
        return is_allowed(expression[: inner.start()] + verdict + expression[inner.end() :], allowed)
    return any(all(term.strip() in allowed for term in each.split(" AND ")) for each in expression.split(" OR "))
