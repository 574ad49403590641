"""Writes a C source that calls every function of acme_client.h with arguments of all sorts, good and bad.

    generate.py HEADER > calls.c        harness.h says where the arguments come from
"""

import re
import sys

# Made for a callback alone: functions about them are called from within it.
LENT = ["acme_batch", "acme_event", "acme_presentation", "acme_request", "acme_response", "acme_store_answer"]
# What ends an object, and what the harness does itself after each call.
ENDING = re.compile(r"_free$|^acme_error_clear$")


class Parameter:
    """One parameter: its type, its name, and the object that it points to, if any."""

    def __init__(self, text):
        function = re.match(r"void \(\*(\w+)\)\(void \*userdata\)$", text)
        self.type, self.name = ("destroy", function[1]) if function else re.match(r"(.*?)(\w+)$", text).groups()
        self.type = self.type.strip()
        points = re.match(r"(const )?(acme_\w+) (\*+)$", self.type)
        self.object = points[2] if points else None
        self.shared = bool(points and points[1])
        self.out = bool(points and points[3] == "**")


def split(text):
    """The parameters' texts; the commas within parentheses do not count."""
    depth, parts = 0, [""]
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip() not in ("", "void")]


def declarations(header):
    text = re.sub(r"/\*.*?\*/|enum \{.*?\};|^#.*?$|extern \"C\" \{", "", header, flags=re.S | re.M)
    for statement in text.split(";"):
        statement = re.sub(r"\s+", " ", statement).strip()
        callback = re.match(r"typedef (.*?)\(\*(acme_\w+)\)\((.*)\)$", statement)
        if callback:
            yield "callback", callback[1].strip(), callback[2], [Parameter(each) for each in split(callback[3])]
            continue
        function = re.match(r"(?!typedef)(.*?)(acme_\w+)\((.*)\)$", statement)
        if function:
            yield "function", function[1].strip(), function[2], [Parameter(each) for each in split(function[3])]


def argument(parameter, after):
    """The expression of an argument; what has to be done after the call is added to `after`."""
    if parameter.type == "destroy":
        return "destroy_userdata"
    if parameter.type == "void *":
        return "new_userdata()"
    if parameter.out and parameter.object == "acme_error":
        return "in_callback || one_in(8) ? NULL : &error"
    if parameter.out:
        after.append(f"keep(OF_{parameter.object}, {parameter.name});")
        return f"one_in(16) ? NULL : &{parameter.name}"
    if parameter.type == "char **":
        after.append(f"acme_string_free({parameter.name});")
        return f"one_in(16) ? NULL : &{parameter.name}"
    if parameter.type == "uint8_t **":
        after.append(f"acme_bytes_free({parameter.name}, {parameter.name} ? length : 0);")
        return f"&{parameter.name}"
    if parameter.object:
        return f"borrow(OF_{parameter.object}, {'true' if parameter.shared else 'false'})"
    if parameter.type.endswith("*") and parameter.type not in ("const char *", "const uint8_t *"):
        return f"one_in(16) && strcmp(\"{parameter.name}\", \"length\") ? NULL : &{parameter.name}"
    if parameter.type.endswith("_fn"):
        return f"one_in(16) ? NULL : on_{parameter.type}"
    return {
        "const char *": f"text(\"{parameter.name}\")",
        "const uint8_t *": "bytes.start",
        "bool": "one_in(2)",
        "double": "fraction()",
        "size_t": "bytes.length" if parameter.name.endswith("length") else "count()",
    }.get(parameter.type, f"({parameter.type})number(\"{parameter.name}\")")


def local(parameter):
    """The variable behind an out parameter."""
    if parameter.out and parameter.object != "acme_error":
        return f"    {parameter.object} *{parameter.name} = NULL;\n"
    pointed = re.match(r"(char|uint8_t|size_t|u?int64_t) (\*\*?)$", parameter.type)
    if pointed and not parameter.type.startswith("const"):
        return f"    {pointed[1]} {'*' if pointed[2] == '**' else ''}{parameter.name} = 0;\n"
    return ""


def call(returns, name, parameters):
    after, body = [], ""
    if any(parameter.type == "const uint8_t *" for parameter in parameters):
        body += "    struct bytes bytes = random_bytes();\n"
    body += "".join(local(parameter) for parameter in parameters)
    arguments = ", ".join(argument(parameter, after) for parameter in parameters)
    call = f"{name}({arguments})"
    builder = re.match(r"(acme_\w+) \*$", returns)
    if builder:
        call = f"keep(OF_{builder[1]}, {call})"
    elif returns == "const char *":
        call = f"look({call})"
    elif returns != "void":
        call = f"(void){call}"
    body += f"    {call};\n" + "".join(f"    {each}\n" for each in after)
    return f"static void call_{name}(void) {{\n{body}    give_back();\n}}\n"


def callback(returns, name, parameters):
    lent = [parameter for parameter in parameters if parameter.object in LENT]
    body = "".join(f"    (void){parameter.name};\n" for parameter in parameters if parameter not in lent)
    for parameter in lent:
        body += f"    lend(OF_{parameter.object}, {parameter.name});\n"
    if lent:
        body += "    call_some_with_lent();\n"
    body += "" if returns == "void" else f"    return ({returns})outcome();\n"
    declared = ", ".join(f"{parameter.type} {parameter.name}".replace("* ", "*") for parameter in parameters)
    return f"static {returns} on_{name}({declared}) {{\n{body}}}\n"


def table(name, functions):
    rows = "".join(f"    {{\"{each}\", call_{each}}},\n" for each in functions)
    return f"static const struct entry {name}[] = {{\n{rows}}};\n"


def main(path):
    with open(path, encoding="utf-8") as file:
        found = list(declarations(file.read()))
    functions = [each[1:] for each in found if each[0] == "function"]
    kept = [each for each in functions if not ENDING.search(each[1])]
    lent = [each for each in kept if any(parameter.object in LENT for parameter in each[2])]
    frees = sorted({p.object for _, name, ps in functions if ENDING.search(name) for p in ps if p.object and not p.out})
    objects = frees + LENT
    print('#include "harness.h"\n')
    print("enum { " + ", ".join(f"OF_{each}" for each in objects) + ", OBJECTS };\n")
    print("static void end(int kind, void *object) {\n    switch (kind) {")
    for each in frees:
        print(f"    case OF_{each}: {each}_free(object); break;")
    print("    }\n}\n")
    print('#include "pool.h"\n')
    print("\n".join(callback(*each[1:]) for each in found if each[0] == "callback"))
    print("\n".join(call(*each) for each in kept))
    print(table("ALL", [each[1] for each in kept if each not in lent]))
    print(table("WITH_LENT", [each[1] for each in lent]))
    print(f"enum {{ ENDING = {len(functions) - len(kept)} }};\n")
    print('#include "run.h"')


main(sys.argv[1])
