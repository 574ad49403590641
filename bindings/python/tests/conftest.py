"""Clients of the servers that `test-servers all` runs: Pebble, and the scripted CA with its worlds."""

from __future__ import annotations

import json
import os
import secrets
import ssl
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Set

import pytest

from acme_client import AuthorizationStatus, Client, Csr, FunctionSolver, Key, Order, Webroot

PACKAGE = Path(__file__).resolve().parents[1]
VARIABLES = ["ACME_DIRECTORY", "ACME_CA_FILE", "ACME_WEBROOT", "ACME_DNS_MANAGEMENT", "ACME_SCRIPTED", "ACME_TLS_PORT"]
DEADLINE = 20.0


class Recorder:
    """The C library, remembering which functions were looked up to be called."""

    def __init__(self, library: Any) -> None:
        self.library = library
        self.called: Set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.called.add(name)
        return getattr(self.library, name)


def _record() -> Recorder:
    from acme_client import _library

    recorder = Recorder(_library.lib)
    for name, module in list(sys.modules.items()):
        if name.startswith("acme_client") and getattr(module, "lib", None) is recorder.library:
            vars(module)["lib"] = recorder
    return recorder


RECORDER = _record()


def pytest_collection_modifyitems(config: pytest.Config, items: List[pytest.Item]) -> None:
    """The ledger is looked at when everything else has run."""
    items.sort(key=lambda item: item.path.name == "test_ledger.py")


@pytest.fixture(scope="session", autouse=True)
def servers() -> None:
    missing = [name for name in VARIABLES if name not in os.environ]
    if missing:
        pytest.exit(f"{', '.join(missing)} not set: run it with scripts/pytest.sh", returncode=3)


def pebble() -> str:
    return os.environ["ACME_DIRECTORY"]


def world(name: str) -> str:
    """The directory of a world that nobody has visited yet."""
    return f"{os.environ['ACME_SCRIPTED']}/{name}.{secrets.token_hex(8)}/directory"


def client_of(directory: str, key: Any = None, **options: Any) -> Client:
    return Client(directory, key or Key.generate(), ca_file=os.environ["ACME_CA_FILE"], **options)


def registered(directory: str, key: Any = None, **options: Any) -> Client:
    """A client that has an account."""
    client = client_of(directory, key, **options)
    client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
    return client


def names(count: int = 1) -> List[str]:
    unique = secrets.token_hex(6)
    return [f"n{number}.{unique}.example" for number in range(count)]


def webroot() -> Webroot:
    return Webroot(os.environ["ACME_WEBROOT"])


def believed() -> FunctionSolver:
    """A solver for a CA that believes everything."""
    return FunctionSolver(["http-01", "dns-01"], present=lambda batch: None)


def authorize(order: Order) -> Order:
    """Answers the challenges of a scripted world, which believes them."""
    for authorization in order.authorizations:
        if authorization.status != AuthorizationStatus.VALID:
            authorization.challenge("dns-01").request_validation()
            authorization.wait(DEADLINE)
    return order.wait(DEADLINE)


def issued(order: Order, key: Key) -> Order:
    return authorize(order).finalize(Csr.for_order(order, key)).wait(DEADLINE)


def _fetch(url: str) -> Any:
    context = ssl.create_default_context(cafile=os.environ["ACME_CA_FILE"])
    with urllib.request.urlopen(url, context=context, timeout=10) as answer:
        return json.loads(answer.read())


def requests(directory: str, endpoint: str) -> int:
    """How often a world was asked for that."""
    counts: Dict[str, int] = _fetch(directory[: -len("directory")] + "statistics")["requests"]
    return counts.get(endpoint, 0)


def await_request(directory: str, endpoint: str) -> None:
    until(lambda: requests(directory, endpoint) > 0)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.005)


def dns(verb: str, **record: str) -> None:
    """Tells Pebble's DNS server."""
    request = urllib.request.Request(f"{os.environ['ACME_DNS_MANAGEMENT']}/{verb}", json.dumps(record).encode())
    with urllib.request.urlopen(request, timeout=10):
        pass


@pytest.fixture
def environment() -> Iterator[Dict[str, str]]:
    """What a Python program needs that loads this package."""
    yield {**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE), str(PACKAGE / "tests")])}
