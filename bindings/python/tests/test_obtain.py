"""One call to a certificate, its state, its events and its solvers."""

import threading
from datetime import datetime, timezone
from pathlib import Path
from typing import List

import pytest
from conftest import believed, dns, names, pebble, registered, webroot, world

from acme_client import (
    AuthorizationInvalidError,
    Batch,
    Cancel,
    CancelledError,
    CertbotHook,
    Certificate,
    ChainPreference,
    ChallengeNotOfferedError,
    Csr,
    DehydratedHook,
    DnsUpdate,
    Event,
    EventKind,
    FunctionSolver,
    Http01Server,
    Http01Stateless,
    Identifier,
    InvalidStateError,
    Key,
    KeyKind,
    NullPointerError,
    ObtainParams,
    OrderInvalidError,
    SolverFailedError,
    TlsAlpn01Server,
    Webroot,
)


def test_one_call_for_two_names_with_its_events() -> None:
    client, wanted = registered(pebble()), names(2)
    events: List[Event] = []
    threads = set()

    def take(event: Event) -> None:
        events.append(event)
        threads.add(threading.current_thread())

    certificate = client.obtain(wanted, webroot(), key_kind=KeyKind.EC_P384, events=take)
    assert {one.value for one in certificate.identifiers} == set(wanted)
    assert certificate.key.kind == KeyKind.EC_P384
    assert certificate.key.to_cryptography().public_key() == certificate.to_cryptography()[0].public_key()
    assert certificate.key_pem.startswith("-----BEGIN PRIVATE KEY-----")
    assert threads == {threading.current_thread()}
    assert [events[0].kind, events[-1].kind] == [EventKind.ORDERED, EventKind.ISSUED]
    assert events[0].url == certificate.order_url
    validated = [event for event in events if event.kind == EventKind.VALIDATED]
    assert {str(event.identifier) for event in validated} == set(wanted) and validated[-1].done == 2
    assert str(validated[-1]).startswith("validated ")


def test_functions_solve_a_wildcard_on_the_thread_of_the_call() -> None:
    client, (name,) = registered(pebble()), names()
    calls: List[str] = []
    kept: List[Batch] = []

    def present(batch: Batch) -> None:
        assert threading.current_thread() is threading.main_thread()
        assert not batch.is_cancelled and 0 < batch.timeout < 700
        calls.append(f"present {len(batch)}")
        kept.append(batch)
        for one in batch:
            assert (one.type, one.is_wildcard, one.identifier) == ("dns-01", True, name)
            with pytest.raises(NullPointerError, match="client"):
                one.challenge().refresh()
            assert one.challenge().token == one.token and one.account_url == client.account_url
            assert one.key_authorization == f"{one.token}.{one.thumbprint}"
            dns("set-txt", host=f"{one.dns_name}.", value=str(one.dns_value))

    def clean_up(batch: Batch) -> None:
        calls.append("clean up")
        for one in batch:
            dns("clear-txt", host=f"{one.dns_name}.")

    solver = FunctionSolver(["dns-01"], present, clean_up, ready=lambda batch: calls.append("ready"))
    assert client.obtain([f"*.{name}"], solver, challenges=["dns-01"]).leaf_pem
    assert calls == ["present 1", "ready", "clean up"]
    with pytest.raises(ValueError, match="the step that got it has ended"):
        _ = kept[0].timeout
    with pytest.raises(ValueError, match="the step that got it has ended"):
        kept[0][0].challenge()
    assert kept[0][0].token


def test_what_a_function_raises_is_raised_by_the_call_after_cleaning_up() -> None:
    client, mine, cleaned = registered(world("ok")), LookupError("no such zone"), []

    def present(batch: Batch) -> None:
        raise mine

    solver = FunctionSolver(["dns-01"], present, lambda batch: cleaned.append(len(batch)))
    with pytest.raises(LookupError) as raised:
        client.obtain(names(), solver)
    assert raised.value is mine and cleaned == [1]


def test_what_cleaning_up_raises_is_logged_and_the_certificate_handed_over(caplog: pytest.LogCaptureFixture) -> None:
    def clean_up(batch: Batch) -> None:
        raise LookupError("gone")

    solver = FunctionSolver(["dns-01"], lambda batch: None, clean_up)
    assert registered(world("ok")).obtain(names(), solver).leaf_pem
    assert "a callback failed, the call did not" in caplog.text and "LookupError: gone" in caplog.text


def _fail_to_clean_up(batch: Batch) -> None:
    raise LookupError("gone")


def test_what_cleaning_up_raises_does_not_hide_that_the_call_was_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    cancel = Cancel()
    solver = FunctionSolver(["dns-01"], lambda batch: cancel.trigger(), _fail_to_clean_up)
    with pytest.raises(CancelledError):
        registered(world("ok")).with_cancel(cancel).obtain(names(), solver)
    assert "LookupError: gone" in caplog.text


def test_what_cleaning_up_raises_does_not_hide_a_later_failure(caplog: pytest.LogCaptureFixture) -> None:
    def keep(state: str) -> None:
        if "LookupError: gone" in caplog.text:
            raise KeyError("mine")

    solver = FunctionSolver(["dns-01"], lambda batch: None, _fail_to_clean_up)
    with pytest.raises(KeyError, match="mine"):
        registered(world("ok")).obtain(names(), solver, state_sink=keep)
    with pytest.raises(OrderInvalidError):
        registered(world("invalid-order")).obtain(names(), solver)


def test_what_an_event_function_raises_ends_the_call() -> None:
    def take(event: Event) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        registered(world("ok")).obtain(names(), believed(), events=take)


def test_an_issuance_that_failed_goes_on_from_its_state(tmp_path: Path) -> None:
    client, wanted = registered(world("ok")), names()
    states: List[str] = []

    def fail(batch: Batch) -> None:
        raise SolverFailedError("not today")

    params = ObtainParams(wanted, state_sink=states.append)
    with pytest.raises(SolverFailedError, match="not today"):
        client.obtain(params, FunctionSolver(["dns-01"], fail))
    state = params.state
    assert state is not None and states
    first = client.obtain(params, believed())
    assert first.order_url is not None and first.order_url in state
    again = client.obtain(wanted, believed(), state=state)
    assert again.key.thumbprint == first.key.thumbprint

    file = tmp_path / "state"
    kept = client.obtain(wanted, believed(), state_file=file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert client.obtain(wanted, believed(), state_file=file).serial == kept.serial
    with pytest.raises(InvalidStateError):
        client.obtain(wanted, believed(), state="{}")
    with pytest.raises(TypeError, match="beside"):
        client.obtain(params, believed(), parallel=1)


def test_the_error_of_an_issuance_has_its_state_and_problem() -> None:
    client = registered(world("invalid-order"))
    with pytest.raises(OrderInvalidError) as failed:
        client.obtain(names(), believed())
    assert failed.value.state is not None and failed.value.subproblems
    with pytest.raises(AuthorizationInvalidError, match="unauthorized"):
        registered(world("invalid-authorization")).obtain(names(), believed())
    with pytest.raises(ChallengeNotOfferedError):
        registered(world("ok")).obtain(names(), FunctionSolver(["none-01"], lambda batch: None))


def test_everything_that_a_certificate_may_be_asked_for() -> None:
    client = registered(world("ok"))
    key, (name,) = Key.generate(), names()
    certificate = client.obtain(
        [Identifier("dns", name)],
        believed(),
        key=key,
        common_name=name,
        must_staple=False,
        challenges="dns-01",
        timeout=60,
        parallel=2,
        order_rate=(10, 10),
        request_rate=(0, 1),
        chain_preference=ChainPreference.server_choice(),
        not_after="2099-01-01T00:00:00Z",
        not_before=datetime(2030, 1, 1, tzinfo=timezone.utc),
    )
    assert certificate.key.thumbprint == key.thumbprint
    with_csr = client.obtain([name], believed(), csr=Csr([name], key))
    assert with_csr.identifiers == certificate.identifiers
    successor = client.renew(certificate, None, believed())
    assert isinstance(successor, Certificate) and successor.serial != certificate.serial
    assert client.obtain(name, believed(), replaces=with_csr).serial
    with pytest.raises(TypeError, match="no option colour"):
        client.obtain([name], believed(), colour="blue")  # type: ignore[call-arg]
    profiles = list(registered(pebble()).directory.profiles)
    assert registered(pebble()).obtain(names(), webroot(), profile=profiles[0]) if profiles else True


def test_the_built_in_solvers(tmp_path: Path) -> None:
    solver = (
        Http01Server(port=0, host="127.0.0.1").add(TlsAlpn01Server(port=0, host="::1")).self_check(5, http_port=8080)
    )
    solver.add(Webroot(tmp_path)).add(believed())
    solver.add(DnsUpdate("127.0.0.1:1", key_name="key.", secret="c2VjcmV0", zone="example."))
    solver.add(DehydratedHook(tmp_path / "hook", chain=True))
    solver.close()
    with Http01Stateless(Key.generate().thumbprint, port=0, host="127.0.0.1") as stateless:
        assert not stateless.closed
    with pytest.raises(SolverFailedError, match="hook said no"):
        registered(world("ok")).obtain(names(), CertbotHook("echo the hook said no >&2; exit 3"))
    with pytest.raises(TypeError, match="port"):
        Http01Server(port="80")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="port is out of range"):
        Http01Server(port=70000)
    with pytest.raises(TypeError, match="present must be callable"):
        FunctionSolver(["dns-01"], None)  # type: ignore[arg-type]
