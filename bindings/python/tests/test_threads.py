"""Threads, cancellation, callbacks that come back, and log lines."""

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List

import pytest
from conftest import await_request, believed, client_of, names, registered, world

from acme_client import (
    Cancel,
    CancelledError,
    Client,
    ClosedError,
    Event,
    FolderStore,
    FunctionSolver,
    InUseError,
    Request,
    Response,
    _worker,
)


def in_thread(work: Any) -> "tuple[threading.Thread, List[Any]]":
    """Begins work on another thread; what it raises or gives comes into the list."""
    ended: List[Any] = []

    def run() -> None:
        try:
            ended.append(work())
        except BaseException as raised:
            ended.append(raised)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, ended


def test_the_thread_that_made_a_call_makes_the_next_and_ends_when_none_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_worker, "_idle", [])
    client = registered(world("ok"))
    begun: List[_worker.Worker] = []
    begin = _worker.Worker.begin

    def note(worker: _worker.Worker, task: _worker.Task) -> None:
        begun.append(worker)
        begin(worker, task)

    monkeypatch.setattr(_worker.Worker, "begin", note)

    def keep(_: str) -> None:
        client.account()

    client.obtain(names(), believed(), state_sink=keep)
    assert len(set(begun)) == 2, "one for the call, one for those within it"
    for worker in begun:
        worker._thread.join(20)
        assert not worker._thread.is_alive()
    assert client.account().url == client.account_url


def test_other_threads_run_during_a_call() -> None:
    directory = world("stall-order")
    client = registered(directory)
    cancel, ticks = Cancel(), [0]

    def count() -> None:
        while not cancel.is_triggered:
            ticks[0] += 1
            if ticks[0] > 1000 and asked.is_set():
                cancel.trigger()

    asked = threading.Event()
    counter, _ = in_thread(count)

    def watch() -> None:
        await_request(directory, "new-order")
        asked.set()

    watcher, _ = in_thread(watch)
    with pytest.raises(CancelledError):
        client.with_cancel(cancel).new_order(names())
    counter.join()
    watcher.join()
    assert ticks[0] > 1000


def test_a_cancel_ends_calls_in_flight_and_later_ones() -> None:
    directory = world("stall-order")
    client, cancel, other = registered(directory), Cancel(), Cancel()
    derived = client.with_cancel(other).with_cancel(cancel)
    thread, ended = in_thread(lambda: derived.new_order(names()))
    await_request(directory, "new-order")
    assert not cancel.is_triggered
    cancel.trigger()
    thread.join(20)
    assert isinstance(ended[0], CancelledError) and cancel.is_triggered
    with pytest.raises(CancelledError):
        derived.account()
    assert client.account().status == "valid"


def test_a_cancel_ends_the_making_of_an_account_and_the_calls_of_its_client(tmp_path: Path) -> None:
    options: Dict[str, Any] = {"ca_file": os.environ["ACME_CA_FILE"], "terms_of_service_agreed": True}
    directory, cancel, later = world("stall-directory"), Cancel(), Cancel()
    thread, ended = in_thread(lambda: Client.from_store(directory, FolderStore(tmp_path), cancel=cancel, **options))
    await_request(directory, "directory")
    cancel.trigger()
    thread.join(20)
    assert isinstance(ended[0], CancelledError)

    client = Client.from_store(world("ok"), FolderStore(tmp_path / "other"), cancel=later, **options)
    assert client.account().status == "valid"
    later.trigger()
    with pytest.raises(CancelledError):
        client.account()


def test_an_outer_cancel_ends_the_calls_of_what_is_derived() -> None:
    outer, inner = Cancel(), Cancel()
    derived = registered(world("ok")).with_cancel(outer).with_cancel(inner)
    assert derived.account().status == "valid"
    outer.trigger()
    with pytest.raises(CancelledError):
        derived.account()


def test_one_client_serves_many_threads() -> None:
    client = registered(world("ok"))
    with ThreadPoolExecutor(8) as pool:
        certificates = list(pool.map(lambda _: client.obtain(names(), believed(), parallel=2), range(16)))
    assert len({certificate.serial for certificate in certificates}) == 16


def test_closing_does_not_disturb_the_calls_of_other_threads() -> None:
    directory = world("stall-order")
    cancel = Cancel()
    client = registered(directory).with_cancel(cancel)
    thread, ended = in_thread(lambda: client.new_order(names()))
    await_request(directory, "new-order")
    client.close()
    with pytest.raises(ClosedError):
        client.account()
    assert thread.is_alive() and not ended
    cancel.trigger()
    thread.join(20)
    assert isinstance(ended[0], CancelledError)


def test_a_callback_may_close_what_its_call_uses_but_not_change_it() -> None:
    client, wanted = registered(world("ok")), names()
    solver = FunctionSolver(["dns-01"], present=lambda batch: present())

    def present() -> None:
        with pytest.raises(InUseError, match="FunctionSolver: a call of this thread that uses it is under way"):
            solver.add(solver)
        solver.close()
        client.close()

    assert client.obtain(wanted, solver).leaf_pem
    with pytest.raises(ClosedError, match="Client"):
        client.account()


def test_calls_that_change_an_order_come_one_after_the_other() -> None:
    order = registered(world("ok")).new_order(names())
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: order.refresh().status, range(32)))
    assert set(statuses) == {"pending"}


def test_an_object_cannot_be_changed_from_its_own_call() -> None:
    answers: List[Any] = []
    client = registered(world("ok"))

    def transport(request: Request) -> Response:
        with pytest.raises(InUseError, match="Order: a call of this thread that changes it is under way"):
            order.refresh()
        order.close()
        answers.append(order.status)
        raise RuntimeError("seen")

    other = Client(directory_of(client), client_key(), ca_file=None, transport=transport)
    order = client.new_order(names())
    order._client = other
    with pytest.raises(RuntimeError, match="seen"):
        order.refresh()
    assert answers == ["pending"]


def client_key() -> Any:
    from acme_client import Key

    return Key.generate()


def directory_of(client: Client) -> str:
    return str(client.directory.resource("newOrder")).rsplit("/", 1)[0] + "/directory"


def test_a_callback_may_make_calls_of_its_own() -> None:
    client = registered(world("ok"))
    found: List[str] = []

    def take(event: Event) -> None:
        found.append(client.account().url)

    assert client.obtain(names(), believed(), events=take).leaf_pem
    assert set(found) == {client.account_url}


def test_log_lines_go_to_logging(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="acme_client"):
        registered(world("ok"))
    assert any("/directory" in record.getMessage() for record in caplog.records)
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="acme_client"):
        registered(world("bad-nonce-once"))
    assert not [record for record in caplog.records if record.levelno < logging.WARNING]
    with caplog.at_level(5, logger="acme_client"):
        client_of(world("ok")).directory.close()
