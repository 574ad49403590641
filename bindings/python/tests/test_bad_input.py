"""None, other types, closed objects: errors that name the thing."""

import copy
import os
import pickle
from datetime import datetime, timezone
from typing import Any, Callable

import pytest
from conftest import believed, client_of, names, pebble, registered, world

import acme_client
from acme_client import (
    AcmeError,
    Cancel,
    Client,
    ClosedError,
    FileError,
    FolderStore,
    ForbiddenUrlError,
    InvalidArgumentError,
    Key,
    Manager,
    NullPointerError,
    SelfSigned,
    Webroot,
)

KEY = Key.generate()
# Without types: what the type checker would refuse is to be refused when it runs.
api: Any = acme_client
HTTPS = "https://ca.example/directory"


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: api.Client(None, KEY), NullPointerError, "directory_url"),
        (lambda: api.Client(HTTPS, None), NullPointerError, "key"),
        (lambda: api.Client(7, KEY), TypeError, "directory_url must be text, not int"),
        (lambda: api.Client(HTTPS, 7), TypeError, "key must be a Key"),
        (lambda: api.Client("http://ca.example/", KEY), ForbiddenUrlError, "https"),
        (lambda: api.Client("a\0b", KEY), ValueError, "directory_url must not hold NUL"),
        (lambda: api.Client(HTTPS, KEY, ca_file="/nowhere"), FileError, "nowhere"),
        (lambda: api.Client(HTTPS, KEY, attempts=0), InvalidArgumentError, "attempts"),
        (lambda: api.Client(HTTPS, KEY, attempts=-1), ValueError, "attempts is out of range"),
        (lambda: api.Client(HTTPS, KEY, attempts="4"), TypeError, "attempts must be an integer"),
        (lambda: api.Client(HTTPS, KEY, connect_timeout=-1), ValueError, "connect_timeout must not be negative"),
        (lambda: api.Client(HTTPS, KEY, connect_timeout="1"), TypeError, "connect_timeout must be a number"),
        (lambda: api.Client(HTTPS, KEY, connect_timeout=float("nan")), ValueError, "connect_timeout"),
        (lambda: api.Client(HTTPS, KEY, colour="blue"), TypeError, "no option colour"),
        (lambda: api.Client(HTTPS, KEY, transport=7), TypeError, "transport must be callable"),
        (lambda: api.Client(HTTPS, KEY, user_agent="a\r\nb"), InvalidArgumentError, "user agent"),
        (lambda: api.Client(HTTPS, KEY, proxy=7), TypeError, "url must be text"),
        (lambda: api.Key.generate(0), InvalidArgumentError, "kind"),
        (lambda: api.Key.generate("EC"), TypeError, "kind must be an integer"),
        (lambda: api.Key.generate(2**40), ValueError, "kind is out of range"),
        (lambda: api.Key.from_pem(None), NullPointerError, "pem"),
        (lambda: api.Key.from_pem(b"\xff\xfe"), AcmeError, "pem"),
        (lambda: api.Key.from_der("text"), TypeError, "der must be bytes"),
        (lambda: api.Csr(["a.example"], Webroot("/tmp")), TypeError, "key must be a Key"),
        (lambda: api.Csr.for_order(KEY, KEY), TypeError, "order must be of the class Order, not Key"),
        (lambda: api.Certificate.from_pem(7), TypeError, "pem must be text"),
        (
            lambda: api.SelfSigned(["a.example"], KEY, not_before="x", not_after="y"),
            TypeError,
            "not_before must be a datetime",
        ),
        (lambda: api.ObtainParams([7]), TypeError, "name must be text"),
        (lambda: api.ObtainParams(["a.example"], events=7), TypeError, "events must be callable"),
        (lambda: api.RenewalOptions(renew_before=7), TypeError, "renew_before must be a timedelta"),
        (lambda: api.Manager(KEY, None, None), TypeError, "client must be of the class Client"),
        (lambda: api.Client(HTTPS, KEY).with_cancel(7), TypeError, "cancel must be a Cancel"),
        (lambda: api.Client.from_store(HTTPS, None, cancel=7), TypeError, "cancel must be a Cancel"),
    ],
)
def test_what_is_refused_is_named(call: Callable[[], Any], kind: Any, text: str) -> None:
    with pytest.raises(kind, match=text):
        call()


def test_every_call_of_a_closed_object_says_so() -> None:
    client = registered(world("ok"))
    order = client.new_order(names())
    authorization = order.authorization(0)
    challenge, account = authorization.challenge("dns-01"), client.account()
    objects: Any = (client, order, authorization, challenge, account)
    for one in objects:
        one.close()
        one.close()
    calls: Any = [
        client.account,
        client.new_account,
        client.orders,
        client.credentials,
        order.refresh,
        order.wait,
        order.certificate,
        order.cancel,
        authorization.refresh,
        authorization.wait,
        authorization.deactivate,
        challenge.refresh,
        challenge.request_validation,
        challenge.dns_record,
        account.refresh,
        account.deactivate,
    ]
    for call in calls:
        with pytest.raises(ClosedError, match="it is closed"):
            call()
    with pytest.raises(ClosedError):
        client.obtain(names(), believed())
    assert order.status == "pending"


def test_a_closed_argument_is_named() -> None:
    client, solver, key = registered(world("ok")), believed(), Key.generate()
    solver.close()
    key.close()
    with pytest.raises(ClosedError, match="FunctionSolver"):
        client.obtain(names(), solver)
    with pytest.raises(ClosedError, match="Key"):
        client.change_key(key)


def test_objects_are_neither_copied_nor_pickled() -> None:
    for act in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            act(KEY)
    with pytest.raises(AttributeError, match="cannot be set"):
        KEY.thumbprint = "x"


def test_a_program_without_the_system_roots_trusts_nobody() -> None:
    with pytest.raises(AcmeError) as refused:
        Client(pebble(), KEY, system_roots=False, attempts=1).account()
    assert refused.value.status.name == "UNTRUSTED_SERVER"


def test_options_are_taken() -> None:
    with open(os.environ["ACME_CA_FILE"]) as file:
        pem = file.read()
    shown = SelfSigned(["client.example"], KEY)
    client = Client(
        world("ok"),
        KEY.to_pem(),
        ca_pem=[pem],
        system_roots=False,
        client_certificate=(shown.pem, KEY),
        proxy=None,
        user_agent="example/1.0",
        accept_language="de",
        connect_timeout=5,
        request_timeout=5,
        operation_timeout=20,
        attempts=2,
        retry_window=1,
        longest_wait=1,
        nonce_attempts=2,
        http_on_loopback=True,
    )
    account = client.new_account(terms_of_service_agreed=True)
    known = client_of(client_directory(client), KEY, account_url=account.url)
    assert known.account_url == account.url


def test_a_url_that_must_not_be_fetched_is_refused() -> None:
    with pytest.raises(ForbiddenUrlError, match="http:"):
        registered(world("ok")).order("http://ca.example/order")


def client_directory(client: Client) -> str:
    return str(client.directory.resource("newOrder")).rsplit("/", 1)[0] + "/directory"


def test_stores_and_managers_refuse_names_that_are_none(tmp_path: Any) -> None:
    store = FolderStore(tmp_path / "store")
    with pytest.raises(InvalidArgumentError, match="name"):
        store.read("../../etc/passwd")
    manager = Manager(registered(world("ok")), store, believed())
    with pytest.raises(InvalidArgumentError):
        manager.add(["a.example"], name="../x")
    with pytest.raises(InvalidArgumentError):
        manager.add(["a.example"], key=KEY)
    with pytest.raises(ValueError, match="time zone"):
        manager.run_pending(datetime(2030, 1, 1))
    assert len(manager.run_pending(datetime(2030, 1, 1, tzinfo=timezone.utc))) == 0
    with pytest.raises(FileError):
        FolderStore("/dev/null/store")
    assert not Cancel().is_triggered
