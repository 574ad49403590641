"""The results as a page in Markdown."""

from .cases import ALONE, AT_ONCE, MANY_NAMES, ROUND_TRIP_MS, TOGETHER, title
from .run import LONG_SECONDS
from .targets import all_ours, verdicts


def report(results, sizes, versions, left_out, repeats):
    yield "Compare within one run only."
    yield ""
    yield (
        f"Each process obtains its certificates with one new account from a Pebble without sleeps that finds every challenge "
        f"valid and refuses no nonce, all from the same CA in turn. Medians of {repeats} run{'s' if repeats > 1 else ''}; "
        f"a run longer than {LONG_SECONDS} s is not repeated. \"Away\" is behind a proxy with {ROUND_TRIP_MS} ms of "
        f"round-trip time, where the first bytes of a connection take one round trip more. Requests are those that Pebble "
        f"logged; CPU (user and system) and peak memory are the process's own (getrusage). All trust one CA file unless "
        f"the table says otherwise. Every program looks at what it waits for every 20 ms where it can be told so."
    )
    yield ""
    yield f"Measured with {', '.join(versions)}."
    yield "\n## Targets\n"
    yield from table(("target", "found", "wanted", ""), verdicts(results, sizes))
    if left_out:
        yield "\n## Left out\n"
        yield from (f"- {each}" for each in left_out)
    for (names, far), rows in results.one.items():
        if names in (1, MANY_NAMES):
            yield f"\n## One certificate: {title(names, far)}\n"
            yield from one_certificate(rows)
    yield f"\n## One more certificate\n\nThe slope between 1 and {results.size.certificates + 1} certificates of one process.\n"
    yield from table(("program", "CPU ms", "of the best peer", "requests"), slopes(results))
    yield f"\n## {AT_ONCE} at once, {ROUND_TRIP_MS} ms away\n"
    yield f"Certificates a second on one client, after its account was made: {ALONE} in turn, and {TOGETHER}, {AT_ONCE} at a time.\n"
    yield from table(
        ("program", "in turn", "at once", "ratio"),
        ((name, f"{one:.2f}", f"{many:.2f}", f"{many / one:.2f}") for name, (one, many) in results.throughput.items()),
    )
    yield "\n## The first certificate with the roots of the system\n"
    yield "The CA's root is one of the system's, in the form that the program reads: the hashed folder, or the bundle.\n"
    yield from one_certificate(results.system_roots)
    yield "\n## Loading\n"
    yield "What it adds to a process that does nothing.\n"
    rows = results.loads.items()
    yield from table(
        ("program", "ms", "CPU ms", "memory MB"),
        ((name, f"{row.wall * 1000:.1f}", f"{row.cpu:.1f}", f"{row.memory:.1f}") for name, row in rows),
    )
    yield "\n## Size\n"
    yield from table(("file", "MB"), ((name, f"{size:.2f}") for name, size in sizes.items()))
    yield "\n## Growth\n"
    per_name = ", ".join(f"{cpu / names:.2f} ms at {names}" for names, cpu in results.by_names.items())
    yield f"CPU a name of this library's C program: {per_name}.\n"
    yield f"![time against number of names](performance-names.svg)\n"
    yield f"![CPU against number of certificates](performance-certificates.svg)"


def one_certificate(rows):
    ours = all_ours(rows)
    best = min((row.wall for name, row in rows.items() if name not in ours), default=None)
    return table(
        ("program", "wall s", "of the best peer", "spread", "requests", "CPU ms", "peak memory MB", "runs"),
        (
            (
                name, f"{row.wall:.3f}", f"{row.wall / best:.3f}" if best else "-", f"{row.spread:.0%}" if row.runs > 1 else "-",
                f"{row.requests:.0f}", f"{row.cpu:.1f}", f"{row.memory:.1f}", str(row.runs),
            )
            for name, row in rows.items()
        ),
    )


def slopes(results):
    names = results.certificates[1]
    found = {name: results.a_certificate(name, "cpu") for name in names}
    found = {name: cpu for name, cpu in found.items() if cpu is not None}
    ours = all_ours(found)
    best = min((cpu for name, cpu in found.items() if name not in ours), default=None)
    for name, cpu in found.items():
        requests = results.a_certificate(name, "requests")
        yield name, f"{cpu:.2f}", f"{cpu / best:.3f}" if best else "-", f"{requests:.2f}"


def table(heads, rows):
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
