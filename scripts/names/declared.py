"""What each language declares, so that a name that was written by hand cannot outlive what it names."""

import ast
import re


def cpp(root):
    text = "".join(file.read_text() for file in sorted((root / "include/acme_client").glob("*.hpp")))
    names, owner = set(), ""
    for line in text.splitlines():
        begun = re.match(r"(?:class|struct) (\w+)[^;]*$", line)
        owner = begun[1] if begun else owner
        names.update(f"{owner}::{name}" for name in re.findall(r"\b(operator\[\]|\w+)(?=\(|;| =|\{)", line))
        names.update(re.findall(r"^inline .*?\b(\w+)\(", line))
    return names | {f"{name}::what" for name in {"Error"}}


def python(root):
    """Classes, their attributes and methods, functions; and the keywords of each, as `Client.obtain(events=)`."""
    package = root / "bindings/python/acme_client"
    trees = [ast.parse(file.read_text()) for file in sorted(package.glob("[a-z]*.py")) if file.stem != "aio"]
    classes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    names = set(classes) | {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name, node in classes.items():
        for member in node.body:
            if isinstance(member, ast.FunctionDef):
                names.add(f"{name}.{member.name}")
                call = name if member.name == "__init__" else f"{name}.{member.name}"
                names.update(f"{call}({keyword}=)" for keyword in keywords(member, classes))
            elif isinstance(member, (ast.Assign, ast.AnnAssign)):
                target = member.targets[0] if isinstance(member, ast.Assign) else member.target
                names.add(f"{name}.{target.id}")
    return names


def keywords(function, classes):
    """Those of its own, and those of the typed dictionary that it unpacks."""
    arguments = function.args
    yield from (each.arg for each in [*arguments.args, *arguments.kwonlyargs])
    if arguments.kwarg and arguments.kwarg.annotation:
        for name in re.findall(r"\w+", ast.unparse(arguments.kwarg.annotation)):
            members = classes[name].body if name in classes else []
            yield from (each.target.id for each in members if isinstance(each, ast.AnnAssign))


def go(root):
    """Functions, types, methods and fields."""
    names, owner = set(), ""
    for file in sorted((root / "bindings/go").glob("*.go")):
        for line in file.read_text().splitlines():
            function = re.match(r"func (?:\(\w* ?\*?(\w+)(?:\[.*?\])?\) )?([A-Z]\w*)", line)
            begun = re.match(r"type ([A-Z]\w*)", line)
            if function:
                names.add(f"{function[1]}.{function[2]}" if function[1] else function[2])
            if begun:
                owner = begun[1]
                names.add(owner)
            fields = re.match(r"\t([A-Z]\w*(?:, [A-Z]\w*)*) ", line)
            if owner and fields:
                names.update(f"{owner}.{name}" for name in fields[1].split(", "))
            if line == "}":
                owner = ""
    return names


def ruby(root):
    """From the gem's list of what is public: `Order#wait`, `Solver.webroot` and the keywords, as `Order#wait(timeout:)`."""
    names, owner, kind = set(), "", ""
    for line in (root / "bindings/ruby/spec/reflection.yml").read_text().splitlines():
        entry = re.match(r"( *)([^\s#-].*?):(?: (.*)|$)", line)
        if not entry:
            continue
        depth, key, value = len(entry[1]), entry[2], entry[3] or ""
        if depth == 0:
            owner = key.removeprefix("Acme::Client").removeprefix("::Resources").removeprefix("::") or "Client"
            names.add(owner)
        elif depth == 2:
            kind = key
        name = {"methods": f"{owner}#{key}", "class_methods": f"{owner}.{key}"}.get(kind) if depth == 4 else None
        if key == "constructor":
            name = f"{owner}.new"
        if name:
            names.add(name)
            names.update(f"{name}({keyword}:)" for keyword in re.findall(r"(\w+):", value))
            names.update(f"{name}({block})" for block in re.findall(r"&\w+", value))
    return names
