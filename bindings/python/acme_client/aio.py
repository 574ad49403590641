"""
The same calls for asyncio.

Each verb is awaited, and runs on a thread of its own; cancelling the task ends it within 100 ms. Whatever function it is
given (of a solver, transport, signer, store or manager, for events or state) runs on that thread, or on the loop when it is
a coroutine function.

    async with aio.Client(LETS_ENCRYPT, key=Key.generate()) as client:
        await client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
        certificate = await client.obtain(["example.com"], solver=Http01Server(port=80))
"""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Generic, List, Optional, Set, Tuple, Type, TypeVar, cast

from . import _frame, account, authorization, challenge, client, directory, manager, order, orders
from ._native import Native
from .cancel import Cancel
from .certificate import Certificate
from .csr import Csr
from .identifier import Identifier
from .problem_document import ProblemDocument

if TYPE_CHECKING:
    from typing import Awaitable

    from typing_extensions import Concatenate, ParamSpec, Unpack

    from .key import KeyLike
    from .options import ClientOptions
    from .signer import Signer
    from .solver import Solver
    from .store import Store

    P = ParamSpec("P")

T = TypeVar("T")
U = TypeVar("U")
S = TypeVar("S")


class _Call:
    """One call of a task, on a thread of its own."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._cancel = Cancel()
        self._cancelled = False
        self._abandoned = False
        self._awaited: Set["asyncio.Task[Any]"] = set()
        self._begun: List[_frame.Frame] = []
        self.done: "asyncio.Future[Any]" = self._loop.create_future()
        threading.Thread(target=self._run, name="acme_client aio", daemon=True).start()

    def _run(self) -> None:
        result, failure = None, None
        self._begun = _frame.frames()
        with _frame.task(self._cancel, self._await_result):
            try:
                result = self._work()
            except BaseException as raised:
                failure = _wrapped(raised)
        try:
            self._loop.call_soon_threadsafe(self._settle, result, failure)
        except RuntimeError:
            _frame.logger.warning("the loop was closed before a call ended", exc_info=failure)
            if self._abandoned:
                _close(result)

    def _settle(self, result: Any, failure: Optional[BaseException]) -> None:
        if self._abandoned:
            _close(result)
        elif failure is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(failure)

    def _await_result(self, awaitable: Any, tidying: bool) -> Any:
        following = self._follow(awaitable, tidying)
        try:
            ended = asyncio.run_coroutine_threadsafe(following, self._loop)
        except RuntimeError:  # the loop is closed
            following.close()
            if asyncio.iscoroutine(awaitable):
                awaitable.close()
            raise
        return ended.result()

    async def _follow(self, awaitable: Any, tidying: bool) -> Any:
        """Awaits what a callback gave; unless it tidies up, it is cancelled with the task."""
        me = asyncio.current_task()
        if me is not None and not tidying:
            self._awaited.add(me)
            if self._cancelled:
                me.cancel()
        try:
            return await awaitable
        finally:
            self._awaited.discard(cast("asyncio.Task[Any]", me))

    async def end(self) -> None:
        """Ends the call and waits for that, however often the task is cancelled meanwhile. What nothing can end is left."""
        self._cancelled = True
        self._cancel.trigger()
        for one in self._awaited:
            one.cancel()
        while not self.done.done():
            try:
                await asyncio.wait([self.done], timeout=_frame.SLICE)
            except asyncio.CancelledError:
                continue
            if not self.done.done() and _frame.abandon(self._begun):
                self._abandoned = True
                self.done.cancel()
        if not self.done.cancelled():
            self.done.exception()


async def run(function: "Callable[P, T]", *arguments: "P.args", **options: "P.kwargs") -> T:
    """
    Runs any call of this package without blocking the loop. When the task is cancelled, the call and the coroutines of its
    callbacks are ended, its end awaited, and CancelledError raised; what tidies up runs to its end. `Key.generate`, which
    nothing can end, goes on without the task, and what it gives is closed.
    """
    call = _Call(lambda: function(*arguments, **options))
    try:
        return cast(T, await asyncio.shield(call.done))
    except asyncio.CancelledError:
        await call.end()
        raise


def _close(result: Any) -> None:
    """Closes what an abandoned call made."""
    if isinstance(result, Native):
        result.close()


def _wrapped(failure: BaseException) -> BaseException:
    """A future refuses StopIteration."""
    return RuntimeError(f"{type(failure).__name__} in a call") if isinstance(failure, StopIteration) else failure


def awaited(
    method: "Callable[Concatenate[S, P], T]", wrap: Callable[[Any], U]
) -> "Callable[Concatenate[Any, P], Awaitable[U]]":
    """The method of the other class, awaited, and what it gives wrapped."""

    async def call(self: Any, /, *arguments: Any, **options: Any) -> U:
        return wrap(await run(cast(Any, method), self.sync, *arguments, **options))

    call.__name__ = method.__name__
    call.__doc__ = method.__doc__
    return call


def _same(value: Any) -> Any:
    return value


def _certificate(value: Any) -> Certificate:
    return cast(Certificate, value)


def _nothing(value: Any) -> None:
    return None


W = TypeVar("W")


class _Front(Generic[W]):
    """An object whose verbs are awaited. `sync` is the object of the other front; its attributes can be read there too."""

    sync: W

    def __init__(self, sync: W) -> None:
        self.sync = sync

    def close(self) -> None:
        """Frees the object."""
        cast(Any, self.sync).close()

    def __repr__(self) -> str:
        return f"<aio {self.sync!r}>"


class Challenge(_Front[challenge.Challenge]):
    """As `acme_client.challenge.Challenge`."""

    refresh = awaited(challenge.Challenge.refresh, lambda value: Challenge(value))
    request_validation = awaited(challenge.Challenge.request_validation, lambda value: Challenge(value))
    request_onion_validation = awaited(challenge.Challenge.request_onion_validation, lambda value: Challenge(value))
    dns_record = awaited(challenge.Challenge.dns_record, _same)

    @property
    def type(self) -> str:
        """The type, such as "http-01"."""
        return self.sync.type

    @property
    def status(self) -> challenge.ChallengeStatus:
        """The status."""
        return self.sync.status

    @property
    def key_authorization(self) -> str:
        """The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1)."""
        return self.sync.key_authorization

    @property
    def http01_path(self) -> Optional[str]:
        """Where http-01's proof is served."""
        return self.sync.http01_path

    @property
    def problem(self) -> Optional[ProblemDocument]:
        """Why the challenge failed, or None."""
        return self.sync.problem


class Authorization(_Front[authorization.Authorization]):
    """As `acme_client.authorization.Authorization`."""

    refresh = awaited(authorization.Authorization.refresh, lambda value: Authorization(value))
    wait = awaited(authorization.Authorization.wait, lambda value: Authorization(value))
    deactivate = awaited(authorization.Authorization.deactivate, lambda value: Authorization(value))

    @property
    def identifier(self) -> Identifier:
        """What it is for."""
        return self.sync.identifier

    @property
    def status(self) -> authorization.AuthorizationStatus:
        """The status."""
        return self.sync.status

    def challenge(self, type: str) -> Challenge:
        """The challenge of a type. Nothing is sent. Raises `ChallengeNotOfferedError`."""
        return Challenge(self.sync.challenge(type))

    @property
    def challenges(self) -> Tuple[Challenge, ...]:
        """All challenges. Nothing is sent."""
        return tuple(Challenge(one) for one in self.sync.challenges)


class Order(_Front[order.Order]):
    """As `acme_client.order.Order`."""

    refresh = awaited(order.Order.refresh, lambda value: Order(value))
    wait = awaited(order.Order.wait, lambda value: Order(value))
    finalize = awaited(order.Order.finalize, lambda value: Order(value))
    cancel = awaited(order.Order.cancel, lambda value: Order(value))
    certificate = awaited(order.Order.certificate, _certificate)
    star_certificate = awaited(order.Order.star_certificate, _certificate)
    authorization = awaited(order.Order.authorization, Authorization)

    @property
    def url(self) -> str:
        """The order URL."""
        return self.sync.url

    @property
    def status(self) -> order.OrderStatus:
        """The status."""
        return self.sync.status

    @property
    async def authorizations(self) -> AsyncIterator[Authorization]:
        """Reads one authorization after the other."""
        for index in range(len(self.sync.authorization_urls)):
            yield await self.authorization(index)

    def csr(self, key: "KeyLike") -> Csr:
        """A request for the identifiers of the order, as `Csr.for_order`."""
        return Csr.for_order(self.sync, key)


class Account(_Front[account.Account]):
    """As `acme_client.account.Account`."""

    refresh = awaited(account.Account.refresh, lambda value: Account(value))
    update = awaited(account.Account.update, lambda value: Account(value))
    deactivate = awaited(account.Account.deactivate, lambda value: Account(value))

    @property
    def url(self) -> str:
        """The account URL."""
        return self.sync.url

    @property
    def status(self) -> account.AccountStatus:
        """The status."""
        return self.sync.status


class Manager(_Front[manager.Manager]):
    """As `acme_client.manager.Manager`."""

    def __init__(
        self, client: "Client", store: "Store", solver: "Solver", options: Optional[manager.ManagerOptions] = None
    ) -> None:
        super().__init__(manager.Manager(client.sync, store, solver, options))

    add = awaited(manager.Manager.add, lambda value: cast(str, value))
    remove = awaited(manager.Manager.remove, _nothing)
    certificate = awaited(manager.Manager.certificate, lambda value: cast(Optional[Certificate], value))
    run_pending = awaited(manager.Manager.run_pending, lambda value: cast(manager.ManagerReport, value))

    def close(self) -> None:
        """Nothing is to be freed."""


class Client(_Front[client.Client]):
    """As `acme_client.Client`: an async context manager whose verbs are awaited."""

    def __init__(self, directory: str, key: "KeyLike | Signer", **options: "Unpack[ClientOptions]") -> None:
        super().__init__(client.Client(directory, key, **options))

    @classmethod
    def of(cls, sync: client.Client) -> "Client":
        """The front of a client that there is already."""
        made = cls.__new__(cls)
        made.sync = sync
        return made

    @classmethod
    async def from_store(cls, directory: str, store: "Store", **options: Any) -> "Client":
        """As `acme_client.Client.from_store`."""
        return cls.of(await run(client.Client.from_store, directory, store, **options))

    new_account = awaited(client.Client.new_account, Account)
    account = awaited(client.Client.account, Account)
    change_key = awaited(client.Client.change_key, _nothing)
    new_order = awaited(client.Client.new_order, Order)
    order = awaited(client.Client.order, Order)
    new_authorization = awaited(client.Client.new_authorization, Authorization)
    authorization = awaited(client.Client.authorization, Authorization)
    challenge = awaited(client.Client.challenge, Challenge)
    persistent_dns_record = awaited(client.Client.persistent_dns_record, _same)
    caa_record = awaited(client.Client.caa_record, lambda value: cast(str, value))
    renewal_info = awaited(client.Client.renewal_info, _same)
    revoke = awaited(client.Client.revoke, _nothing)
    obtain = awaited(client.Client.obtain, _certificate)
    renew = awaited(client.Client.renew, _certificate)
    get = awaited(client.Client.get, _same)
    post = awaited(client.Client.post, _same)

    async def directory(self) -> directory.Directory:
        """The directory, which is fetched once in the life of a client."""
        return await run(lambda: self.sync.directory)

    async def orders(self) -> AsyncIterator[Order]:
        """Iterates over the account's orders (RFC 8555, section 7.1.2.1)."""
        listed = await run(self.sync.orders)
        while True:
            found: List[order.Order] = await run(_next, listed)
            if not found:
                return
            yield Order(found[0])

    async def __aenter__(self) -> "Client":
        self.sync.__enter__()
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()


def _next(listed: orders.Orders) -> List[order.Order]:
    """The next order, or none."""
    return [one for one in [next(listed, None)] if one is not None]
