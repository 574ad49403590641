"""What was aimed at, and whether it is met."""

from .cases import AT_ONCE, MANY_NAMES, ROUND_TRIP_MS

C, RUBY, PYTHON, GO = (f"this library, {language}" for language in ("C", "Ruby", "Python", "Go"))
RUST_PEER, RUST_PEER_RING = "Rust instant-acme", "Rust instant-acme (ring)"
RUBY_PEER, PYTHON_PEER, GO_PEERS = "Ruby acme-client", "Python acme", ("Go lego", "Go acmez")
# The most workers of one issuance, each with a connection and a nonce of its own.
WORKERS = 16
REQUESTS, REQUESTS_MANY = 7.3, 210
LIBRARY_MB = 2.0


def verdicts(results, sizes):
    """Lines of (target, found, limit, met or not or why not compared)."""
    return [*cpu(results), *requests(results), *wall(results), *memory(results), *start(results), *rest(results, sizes)]


def verdict(target, found, limit, at_least=False):
    if found is None:
        return target, "-", f"{limit:g}", "not compared"
    met = found >= limit if at_least else found <= limit
    return target, f"{found:.3g}", f"{'at least' if at_least else 'at most'} {limit:g}", "met" if met else "NOT MET"


def ratio(own, other):
    return own / other if own is not None and other else None


def least(values):
    known = [value for value in values if value is not None]
    return min(known) if known else None


def cpu(results):
    def slope(program):
        return results.a_certificate(program, "cpu")

    what = "CPU of one more certificate, as a part of that of"
    yield verdict(f"{C}: {what} {RUST_PEER}", ratio(slope(C), slope(RUST_PEER)), 0.35)
    yield verdict(f"{RUBY}: {what} {RUBY_PEER}", ratio(slope(RUBY), slope(RUBY_PEER)), 0.1)
    yield verdict(f"{PYTHON}: {what} {PYTHON_PEER}", ratio(slope(PYTHON), slope(PYTHON_PEER)), 0.35)
    yield verdict(f"{GO}: {what} the better of lego and acmez", ratio(slope(GO), least(map(slope, GO_PEERS))), 1.0)


def requests(results):
    yield verdict(f"{C}: requests of one more certificate", results.a_certificate(C, "requests"), REQUESTS)
    near, far = (row(results.one.get((MANY_NAMES, distance), {}), C, "requests") for distance in (False, True))
    yield verdict(f"{C}: requests, {MANY_NAMES} names, near", near, REQUESTS_MANY)
    what = f"requests, {MANY_NAMES} names, {ROUND_TRIP_MS} ms away, with a nonce for each of {WORKERS} connections"
    yield verdict(f"{C}: {what}", far, REQUESTS_MANY + WORKERS)


def wall(results):
    for names, limit in ((1, 0.85), (MANY_NAMES, 0.125)):
        rows = results.one.get((names, True), {})
        best = least(figures.wall for name, figures in rows.items() if name not in all_ours(rows))
        what = f"time for {names} name{'s' if names > 1 else ''}, {ROUND_TRIP_MS} ms away, as a part of the best peer's"
        yield verdict(f"{C}: {what}", ratio(row(rows, C, "wall"), best), limit)


def memory(results):
    one = results.one[1, False]
    for peer in (RUST_PEER, RUST_PEER_RING):
        yield verdict(f"{C}: peak memory as a part of that of {peer}", part(one, C, peer, "memory"), 1.1)
    yield verdict(f"{C}: the same with the system's roots", part(results.system_roots, C, RUST_PEER, "memory"), 1.1)
    yield verdict(f"{RUBY}: peak memory as a part of that of {RUBY_PEER}", part(one, RUBY, RUBY_PEER, "memory"), 1.0)


def start(results):
    one = results.one[1, False]
    what = "CPU from start to first certificate as a part of that of"
    for peer in (RUST_PEER, RUST_PEER_RING):
        yield verdict(f"{C}: {what} {peer}", part(one, C, peer, "cpu"), 0.5)
    yield verdict(f"{C}: the same with the system's roots", part(results.system_roots, C, RUST_PEER, "cpu"), 0.5)


def rest(results, sizes):
    alone, together = results.throughput.get(C, (None, None))
    what = f"throughput of {AT_ONCE} issuances at once as a multiple of that of one, {ROUND_TRIP_MS} ms away"
    yield verdict(f"{C}: {what}", ratio(together, alone), 6, at_least=True)
    ten, many = (results.by_names.get(names) and results.by_names[names] / names for names in (10, MANY_NAMES))
    yield verdict(f"{C}: CPU a name at {MANY_NAMES} names as a part of that at 10", ratio(many, ten), 1.0)
    few, most = (results.a_certificate(C, "cpu", count) for count in (None, results.size.most_certificates))
    what = f"{results.size.most_certificates} certificates as a part of that at {results.size.certificates}"
    yield verdict(f"{C}: CPU of one more certificate at {what}", ratio(most, few), 1.0)
    yield verdict("the stripped C library, MB", sizes.get("the C library, stripped"), LIBRARY_MB)
    for name in ("wall", "cpu"):
        own, other = (row(results.loads, program, name) for program in (RUBY, RUBY_PEER))
        what = "time" if name == "wall" else "CPU"
        yield verdict(f"{RUBY}: {what} of `require` as a part of that of {RUBY_PEER}", ratio(own, other), 0.5)


def all_ours(rows):
    return [name for name in rows if name.startswith("this library")]


def row(rows, program, name):
    return getattr(rows[program], name) if program in rows else None


def part(rows, own, other, name):
    return ratio(row(rows, own, name), row(rows, other, name))
