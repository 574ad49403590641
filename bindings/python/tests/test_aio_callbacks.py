"""Coroutine functions as callbacks: awaited on the loop in aio, refused everywhere else."""

import asyncio
import os
from typing import Any, Callable, Dict, Iterable, List, Optional, Set

import pytest
from conftest import believed, client_of, names, registered, world
from test_aio import running
from test_renewal import MemoryStore
from test_signer import signing
from test_transport import send

from acme_client import (
    Batch,
    Certificate,
    Client,
    Event,
    FunctionSolver,
    FunctionStore,
    Key,
    Manager,
    ManagerAction,
    ManagerOptions,
    Request,
    Response,
    Signer,
    aio,
)


class Seen:
    """Which callbacks ran on the loop, to their end."""

    def __init__(self) -> None:
        self.names: Set[str] = set()

    async def note(self, name: str) -> None:
        asyncio.get_running_loop()
        await asyncio.sleep(0)
        self.names.add(name)


class AsyncStore(FunctionStore):
    """A store in memory whose functions are coroutine functions."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.documents: Dict[str, bytes] = {}
        self.locks: Dict[str, str] = {}
        super().__init__()

    async def on_read(self, name: str) -> Optional[bytes]:
        await self.seen.note("on_read")
        return self.documents.get(name)

    async def on_write(self, name: str, data: bytes, private: bool) -> None:
        await self.seen.note("on_write")
        self.documents[name] = data

    async def on_list(self, prefix: str) -> Iterable[str]:
        await self.seen.note("on_list")
        return [name for name in self.documents if name.startswith(prefix)]

    async def on_remove(self, name: str) -> None:
        await self.seen.note("on_remove")
        self.documents.pop(name, None)

    async def on_lock(self, name: str, holder: str, lease: float) -> bool:
        await self.seen.note("on_lock")
        return self.locks.setdefault(name, holder) == holder

    async def on_unlock(self, name: str, holder: str) -> None:
        await self.seen.note("on_unlock")
        if self.locks.get(name) == holder:
            del self.locks[name]


def test_the_functions_of_an_issuance_are_awaited() -> None:
    async def work() -> None:
        seen, states, events = Seen(), [], []

        def step(name: str) -> Callable[[Batch], Any]:
            return lambda batch: seen.note(name)

        async def keep(state: str) -> None:
            await seen.note("state_sink")
            states.append(state)

        async def take(event: Event) -> None:
            await seen.note("events")
            events.append(event)

        client = aio.Client.of(registered(world("ok")))
        solver = FunctionSolver(["dns-01"], step("present"), step("clean_up"), step("ready"))
        certificate = await client.obtain(names(), solver, state_sink=keep, events=take)
        assert seen.names == {"present", "ready", "clean_up", "state_sink", "events"}
        assert certificate.order_url and certificate.order_url in states[-1] and events[-1].url == certificate.order_url

        async def full(state: str) -> None:
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="the disk is full"):
            await client.obtain(names(), believed(), state_sink=full)

    running(work)


def test_the_functions_of_a_manager_and_its_store_are_awaited() -> None:
    async def work() -> None:
        seen, handed = Seen(), []

        async def renewed(name: str, certificate: Certificate) -> None:
            await seen.note("renewed")
            handed.append((name, certificate.key.thumbprint))

        store = AsyncStore(seen)
        options = {"ca_file": os.environ["ACME_CA_FILE"], "terms_of_service_agreed": True}
        client = await aio.Client.from_store(world("ok"), store, **options)
        manager = aio.Manager(client, store, believed(), ManagerOptions(renewed=renewed))
        name = await manager.add(names())
        report = await manager.run_pending()
        assert [one.action for one in report] == [ManagerAction.RENEWED], report
        certificate = await manager.certificate(name)
        assert certificate and handed == [(name, certificate.key.thumbprint)]
        await manager.remove(name)
        functions = {"on_read", "on_write", "on_list", "on_remove", "on_lock", "on_unlock"}
        assert seen.names == {"renewed", *functions} and not store.locks

    running(work)


def test_a_signer_and_a_transport_are_awaited() -> None:
    async def work() -> None:
        seen, key = Seen(), Key.generate()
        by_hand = signing(key, [])

        async def sign(message: bytes) -> bytes:
            await seen.note("sign")
            return by_hand(message)

        async def transport(request: Request) -> Response:
            await seen.note("transport")
            return await asyncio.get_running_loop().run_in_executor(None, send, request)

        client = aio.Client(world("ok"), Signer("ES256", key.jwk, sign), transport=transport)
        await client.new_account(terms_of_service_agreed=True)
        assert (await client.obtain(names(), believed())).leaf_pem
        assert seen.names == {"sign", "transport"}

    running(work)


async def _coroutine(*arguments: Any) -> Any:
    raise AssertionError("nobody awaits it")


def _steps(position: int) -> FunctionSolver:
    steps: List[Any] = [lambda batch: None] * 3
    steps[position] = _coroutine
    return FunctionSolver(["dns-01"], *steps)


def _obtain(solver: Any = None, **options: Any) -> None:
    registered(world("ok")).obtain(names(), solver or believed(), **options)


def _store(function: str) -> MemoryStore:
    store = MemoryStore()
    setattr(store, function, _coroutine)
    return store


def _from_store(store: FunctionStore) -> None:
    Client.from_store(world("ok"), store, ca_file=os.environ["ACME_CA_FILE"], terms_of_service_agreed=True)


def _renew(renewed: Any) -> None:
    manager = Manager(registered(world("ok")), MemoryStore(), believed(), ManagerOptions(renewed=renewed))
    manager.add(names())
    manager.run_pending()


CALLS: Dict[str, Callable[[], Any]] = {
    "present": lambda: _obtain(_steps(0)),
    "ready": lambda: _obtain(_steps(2)),
    "state_sink": lambda: _obtain(state_sink=_coroutine),
    "events": lambda: _obtain(events=_coroutine),
    "sign": lambda: client_of(world("ok"), Signer("ES256", Key.generate().jwk, _coroutine)).account(),
    "transport": lambda: client_of(world("ok"), transport=_coroutine).account(),
    "on_read": lambda: _store("on_read").read("a/b"),
    "on_write": lambda: _store("on_write").write("a/b", b"document"),
    "on_remove": lambda: _store("on_remove").remove("a/b"),
    "on_list": lambda: Manager(registered(world("ok")), _store("on_list"), believed()).run_pending(),
    "on_lock": lambda: _from_store(_store("on_lock")),
}
# What these fail with does not end the call.
LOGGED: Dict[str, Callable[[], Any]] = {
    "clean_up": lambda: _obtain(_steps(1)),
    "on_unlock": lambda: _from_store(_store("on_unlock")),
    "renewed": lambda: _renew(_coroutine),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_coroutine_function_is_refused_by_name_outside_aio(name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} may be a coroutine function in acme_client.aio alone"):
        CALLS[name]()


@pytest.mark.parametrize("name", LOGGED)
def test_a_coroutine_function_is_logged_by_name_where_the_call_goes_on(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    LOGGED[name]()
    assert f"TypeError: {name} may be a coroutine function in acme_client.aio alone" in caplog.text
