"""The front for asyncio."""

import asyncio
import threading
from pathlib import Path
from typing import Any, Awaitable, Callable, List

import pytest
from conftest import DEADLINE, believed, names, requests, until, world

from acme_client import AutoRenewal, Batch, Cancel, Event, FolderStore, FunctionSolver, Key, RateLimitedError, aio


def running(work: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(work(), 60)

    asyncio.run(bounded())


def client_of(directory: str) -> aio.Client:
    import os

    return aio.Client(directory, Key.generate(), ca_file=os.environ["ACME_CA_FILE"])


async def registered(directory: str) -> aio.Client:
    client = client_of(directory)
    await client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
    return client


def test_the_verbs_are_awaited() -> None:
    async def work() -> None:
        async with client_of(world("ok")) as client:
            account = await client.new_account(terms_of_service_agreed=True)
            assert (account.status, account.url) == ("valid", (await client.account()).url)
            assert (await client.directory()).resource("newOrder")
            order = await client.new_order(names(2))
            async for authorization in order.authorizations:
                challenge = authorization.challenge("http-01")
                assert challenge.key_authorization and challenge.http01_path and challenge.problem is None
                assert len(authorization.challenges) > 1 and authorization.identifier.type == "dns"
                await challenge.request_validation()
                assert (await authorization.wait(DEADLINE)).status == "valid"
            key = Key.generate()
            await order.wait(DEADLINE)
            await order.finalize(order.csr(key))
            assert (await order.wait(DEADLINE)).status == "valid"
            certificate = await order.certificate()
            assert (await client.renewal_info(certificate)).end
            await client.revoke(certificate)
            assert [one.url async for one in client.orders()] == [order.url]
            assert (await client.post(order.url)).json()["status"] == "valid"
            await (await client.account()).deactivate()
        assert client.sync.closed

    running(work)


def test_many_issuances_side_by_side_while_the_loop_runs() -> None:
    async def work() -> None:
        client = await registered(world("ok"))
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.001)

        ticker = asyncio.ensure_future(tick())
        certificates = await asyncio.gather(*(client.obtain(names(), believed(), parallel=2) for _ in range(8)))
        ticker.cancel()
        assert len({one.serial for one in certificates}) == 8 and ticks > 10

    running(work)


def test_cancelling_the_task_ends_the_call() -> None:
    async def work() -> None:
        directory = world("stall-order")
        client = await registered(directory)
        task = asyncio.ensure_future(client.obtain(names(), believed()))
        while not await aio.run(requests, directory, "new-order"):
            await asyncio.sleep(0.005)
        before = threading.active_count()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        until(lambda: threading.active_count() < before)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.new_order(names()), 0.1)
        assert (await client.account()).status == "valid"

    running(work)


def test_functions_may_be_coroutine_functions() -> None:
    loops: List[Any] = []

    async def work() -> None:
        async def present(batch: Batch) -> None:
            await asyncio.sleep(0)
            loops.append(asyncio.get_running_loop())

        async def clean_up(batch: Batch) -> None:
            raise LookupError("not logged as the call's failure")

        client = await registered(world("ok"))
        events: List[Event] = []
        solver = FunctionSolver(["dns-01"], present, clean_up)
        assert (await client.obtain(names(), solver, events=events.append)).leaf_pem
        assert loops == [asyncio.get_running_loop()] and events

        async def fails(batch: Batch) -> None:
            raise LookupError("mine")

        with pytest.raises(LookupError, match="mine"):
            await client.obtain(names(), FunctionSolver(["dns-01"], fails))

    running(work)


def test_what_fails_raises_the_same_errors() -> None:
    async def work() -> None:
        client = await registered(world("rate-limited"))
        with pytest.raises(RateLimitedError) as raised:
            await client.new_order(names())
        assert raised.value.retry_after == 3600
        cancelled = Cancel()
        cancelled.trigger()
        derived = aio.Client.of(client.sync.with_cancel(cancelled))
        assert "Client" in repr(derived)
        with pytest.raises(Exception, match="cancel"):
            await derived.account()
        with pytest.raises(RuntimeError, match="StopIteration"):
            await aio.run(lambda: next(iter(())))

    running(work)


def test_coroutine_functions_have_no_place_without_a_loop() -> None:
    from conftest import registered as registered_sync

    async def present(batch: Batch) -> None:
        raise AssertionError("it must not run")

    with pytest.raises(TypeError, match="acme_client.aio alone"):
        registered_sync(world("ok")).obtain(names(), FunctionSolver(["dns-01"], present))


def test_a_manager_and_a_store(tmp_path: Path) -> None:
    async def work() -> None:
        import os

        store = FolderStore(tmp_path)
        directory = world("ok")
        account = {"terms_of_service_agreed": True, "ca_file": os.environ["ACME_CA_FILE"]}
        client = await aio.Client.from_store(directory, store, **account)
        manager = aio.Manager(client, store, believed())
        name = await manager.add(names())
        report = await manager.run_pending()
        assert [one.error for one in report] == [None]
        certificate = await manager.certificate(name)
        assert certificate is not None and certificate.key_pem
        assert (await client.renew(certificate, None, believed())).serial != certificate.serial
        await manager.remove(name)
        manager.close()

    running(work)


def test_rare_verbs_are_awaited_too() -> None:
    async def work() -> None:
        from datetime import timedelta

        client = await registered(world("extensions"))
        star = AutoRenewal(end="2099-01-01T00:00:00Z", lifetime=timedelta(days=4))
        order = await client.new_order(["www.example.com"], auto_renewal=star)
        assert (await client.order(order.url)).status == "pending"
        early = await client.new_authorization("example.com")
        assert (await client.authorization(early.sync.url)).status == "pending"
        challenge = early.challenge("dns-01")
        assert (await challenge.dns_record()).type == "TXT" and challenge.type == "dns-01"
        assert (await (await client.challenge(challenge.sync.url)).refresh()).status == "pending"
        assert (await early.refresh()).status == "pending"
        assert (await early.deactivate()).status == "deactivated"
        assert (await client.persistent_dns_record("example.com")).value
        assert "issue" in await client.caa_record()
        await client.change_key(Key.generate())
        assert (
            await client.get(str((await client.directory()).resource("newOrder")).rsplit("/", 1)[0] + "/directory")
        ).body
        await (await client.account()).update(contact="mailto:b@example.com")
        await (await client.account()).refresh()
        await order.refresh()

    running(work)
