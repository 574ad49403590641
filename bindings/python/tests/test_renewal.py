"""When to renew, and the job that does it."""

import json
import os
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Tuple

import pytest
from conftest import believed, names, registered, world

from acme_client import (
    Cancel,
    CancelledError,
    Certificate,
    Client,
    Event,
    ExternalAccountRequiredError,
    FolderStore,
    FunctionStore,
    InvalidResponseError,
    LockedError,
    Manager,
    ManagerAction,
    ManagerOptions,
    ObtainParams,
    RenewalOptions,
    RenewalReason,
    UnsupportedOperationError,
    decide,
)


def certificate_of(client: Client) -> Certificate:
    return client.obtain(names(), believed())


def test_the_authority_says_when() -> None:
    client = registered(world("ok"))
    certificate = certificate_of(client)
    info = client.renewal_info(certificate)
    assert client.renewal_info(str(certificate.ari_id)).start == info.start < info.end
    assert info.start <= info.pick(info.start) <= info.end
    assert timedelta(minutes=1) <= info.next_look <= timedelta(days=1)
    assert "suggestedWindow" in info.json and (info.explanation_url is None or info.explanation_url)
    decision = decide(certificate, info, at=info.start - timedelta(days=1), random=0.5)
    assert not decision.is_due and decision.reason == RenewalReason.SUGGESTED and info.start < decision.at < info.end
    assert decide(certificate, info, at=info.end + timedelta(days=1)).is_due
    with pytest.raises(UnsupportedOperationError):
        registered(world("no-renewal-info")).renewal_info(certificate)
    backward = registered(world("backward-window"))
    with pytest.raises(InvalidResponseError):
        backward.renewal_info(certificate_of(backward)).pick()


def test_without_advice_the_policy_says_when() -> None:
    certificate = certificate_of(registered(world("ok")))
    assert decide(certificate, at=certificate.not_before).reason == RenewalReason.LIFETIME
    options = RenewalOptions(renew_before=timedelta(minutes=1), look_every=timedelta(hours=2))
    decision = decide(certificate, None, options, at=certificate.not_before)
    assert decision.at == certificate.not_after - timedelta(minutes=1) and decision.reason == RenewalReason.POLICY
    assert decision.look_again_at - certificate.not_before <= timedelta(hours=2)
    assert decide(certificate, at=certificate.not_after + timedelta(days=1)).reason == RenewalReason.EXPIRED


class MemoryStore(FunctionStore):
    """A store in memory, with locks."""

    def __init__(self) -> None:
        self.documents: Dict[str, bytes] = {}
        self.private: List[str] = []
        self.locks: Dict[str, Tuple[str, float]] = {}
        self.unlocked: List[str] = []
        super().__init__()

    def on_read(self, name: str) -> Optional[bytes]:
        return self.documents.get(name)

    def on_write(self, name: str, data: bytes, private: bool) -> None:
        self.documents[name] = data
        if private:
            self.private.append(name)

    def on_list(self, prefix: str) -> Iterable[str]:
        return [name for name in self.documents if name.startswith(prefix)]

    def on_remove(self, name: str) -> None:
        self.documents.pop(name, None)

    def on_lock(self, name: str, holder: str, lease: float) -> bool:
        assert lease > 0
        return self.locks.setdefault(name, (holder, lease))[0] == holder

    def on_unlock(self, name: str, holder: str) -> None:
        self.unlocked.append(name)
        if self.locks.get(name, ("", 0))[0] == holder:
            del self.locks[name]


def test_a_manager_keeps_a_certificate_in_a_store_of_functions() -> None:
    client, store = registered(world("ok")), MemoryStore()
    handed: List[Tuple[str, str]] = []
    events: List[Event] = []

    def renewed(name: str, certificate: Certificate) -> None:
        handed.append((name, certificate.key.thumbprint))

    options = ManagerOptions(
        renewal=RenewalOptions(), obtain=ObtainParams([], events=events.append, timeout=60), renewed=renewed
    )
    manager = Manager(client, store, believed(), options)
    (name,) = names()
    assert manager.add([name]) == name
    assert manager.certificate(name) is None
    report = manager.run_pending()
    assert [(one.name, one.action, one.error) for one in report] == [(name, ManagerAction.RENEWED, None)]
    assert report.next_look is not None and report.next_look == report.certificates[0].look_again_at
    certificate = manager.certificate(name)
    assert certificate is not None and handed == [(name, certificate.key.thumbprint)] and events
    assert any("key" in one for one in store.private) and store.unlocked and not store.locks
    assert [one.action for one in manager.run_pending()] == [ManagerAction.WAITING]
    manager.remove(name)
    assert manager.run_pending().next_look is None


def test_what_a_manager_function_raises_is_in_the_report(caplog: pytest.LogCaptureFixture) -> None:
    def renewed(name: str, certificate: Certificate) -> None:
        raise LookupError("no web server")

    manager = Manager(registered(world("ok")), MemoryStore(), believed(), ManagerOptions(renewed=renewed))
    manager.add(names())
    (one,) = manager.run_pending()
    assert one.action == ManagerAction.FAILED and one.error is not None
    assert "LookupError: no web server" in caplog.text


def test_an_error_that_is_not_the_functions_own_has_it_as_its_cause() -> None:
    cancel, mine = Cancel(), LookupError("no web server")

    def renewed(name: str, certificate: Certificate) -> None:
        cancel.trigger()
        raise mine

    client = registered(world("ok")).with_cancel(cancel)
    manager = Manager(client, MemoryStore(), believed(), ManagerOptions(renewed=renewed))
    for name in names(2):
        manager.add([name])
    with pytest.raises(CancelledError) as raised:
        manager.run_pending()
    assert raised.value.__cause__ is mine


def test_what_giving_a_lock_back_raises_does_not_hide_how_the_call_went(caplog: pytest.LogCaptureFixture) -> None:
    class Stuck(MemoryStore):
        def on_unlock(self, name: str, holder: str) -> None:
            raise LookupError("the lock is stuck")

    with pytest.raises(ExternalAccountRequiredError):
        Client.from_store(world("eab"), Stuck(), ca_file=os.environ["ACME_CA_FILE"])
    assert "LookupError: the lock is stuck" in caplog.text


def test_what_a_store_raises_is_raised_by_the_call() -> None:
    class Broken(MemoryStore):
        def on_read(self, name: str) -> Optional[bytes]:
            raise LookupError("the database is gone")

        def on_list(self, prefix: str) -> Iterable[str]:
            raise LookupError("the database is gone")

    store = Broken()
    with pytest.raises(LookupError, match="the database is gone"):
        store.read("a/b")
    with pytest.raises(LookupError):
        Manager(registered(world("ok")), store, believed()).run_pending()


def test_a_folder_keeps_account_and_certificates(tmp_path: Path) -> None:
    directory, folder = world("ok"), tmp_path / "store"
    store = FolderStore(folder)
    ca_file = os.environ["ACME_CA_FILE"]
    account = {"contact": "mailto:ops@example.com", "terms_of_service_agreed": True}
    client = Client.from_store(directory, store, ca_file=ca_file, **account)  # type: ignore[arg-type]
    assert Client.from_store(directory, store, ca_file=ca_file).account_url == client.account_url
    command = 'printf "%s" "$ACME_NAME" > ' + str(tmp_path / "deployed")
    manager = Manager(client, store, believed(), ManagerOptions(deploy_command=command, deploy_timeout=20))
    name = manager.add(ObtainParams(names(2)), name="site")
    manager.run_pending()
    assert name == "site" and (tmp_path / "deployed").read_text() == "site"
    pem = folder / "site" / "current" / "chain.pem"
    assert subprocess.run(["openssl", "x509", "-noout", "-in", str(pem)], check=False).returncode == 0
    assert (folder / "site" / "current" / "key.pem").stat().st_mode & 0o077 == 0
    found = manager.certificate("site")
    assert found is not None and found.chain_pem == pem.read_text()
    later = datetime.now(timezone.utc) + timedelta(days=3650)
    assert [one.action for one in manager.run_pending(later)] == [ManagerAction.RENEWED]


def test_documents_of_a_store(tmp_path: Path) -> None:
    for store in (FolderStore(tmp_path / "store"), MemoryStore()):
        store.write("a/one.json", json.dumps({"a": 1}).encode(), private=True)
        assert json.loads(store.read("a/one.json") or b"") == {"a": 1}
        store.remove("a/one.json")
        assert store.read("a/one.json") is None


def test_a_lock_that_another_holds_is_told() -> None:
    class Held(MemoryStore):
        held = False

        def on_lock(self, name: str, holder: str, lease: float) -> bool:
            return not self.held and super().on_lock(name, holder, lease)

    store = Held()
    manager = Manager(registered(world("ok")), store, believed())
    name = manager.add(names())
    store.held = True
    with pytest.raises(LockedError):
        manager.remove(name)
    assert [one.action for one in manager.run_pending()] == [ManagerAction.BUSY]
