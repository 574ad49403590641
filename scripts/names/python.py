"""Which function, method or attribute of the Python module calls which C function."""

import ast


def names(root):
    """Each C function with the public names that call it, in the order of the files."""
    package = root / "bindings/python/acme_client"
    public = exported(package)
    found = {}
    for file in sorted(package.glob("[a-z]*.py")):
        for path, function in calls(ast.parse(file.read_text()), []):
            found.setdefault(function, [])
            name = ".".join(path).removesuffix(".__init__")
            if path and path[0] in public and not hidden(name) and name not in found[function]:
                found[function].append(name)
    return found


def exported(package):
    tree = ast.parse((package / "__init__.py").read_text())
    lists = [node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"]
    return {each.value for each in ast.walk(lists[0]) if isinstance(each, ast.Constant)}


def hidden(name):
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))


def calls(node, path):
    """The place of each name of a C function: a function, or a variable of a class or module."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        path = [*path, node.name]
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and (not path or path[-1][0].isupper()):
            path = [*path, target.id]
    name = node.value if isinstance(node, ast.Constant) else node.attr if isinstance(node, ast.Attribute) else ""
    if isinstance(name, str) and name.startswith("acme_"):
        yield path, name
    for child in ast.iter_child_nodes(node):
        yield from calls(child, path)
