"""The server that the environment names, and how each challenge is met there."""

from __future__ import annotations

import json
import logging
import os
import socket
import ssl
import tempfile
import threading
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from acme_client import (
    Account,
    AuthorizationStatus,
    Certificate,
    Challenge,
    Client,
    Csr,
    DnsRecord,
    ExternalAccount,
    Key,
    KeyKind,
    Order,
)

WAIT = 60.0


class NotOffered(Exception):
    """The server does not have the feature."""


def ensure(condition: bool, reason: str) -> None:
    if not condition:
        raise AssertionError(reason)


def new_key(kind: KeyKind = KeyKind.EC_P256) -> Key:
    """A key, kept in the file of those that the log is searched for."""
    key = Key.generate(kind)
    with open(os.environ["ACME_KEYS"], "a", encoding="utf-8") as keys:
        keys.write(key.to_pem())
    return key


def keep_log() -> None:
    """Writes every line of the library to the file of the log."""
    logger = logging.getLogger("acme_client")
    logger.setLevel(logging.NOTSET + 1)
    logger.addHandler(logging.FileHandler(os.environ["ACME_LOG"], encoding="utf-8"))


class Site:
    """One scenario's view of the server."""

    def __init__(self, scenario: str) -> None:
        self.scenario = scenario
        self.name = f"{scenario}.{os.environ['ACME_NAMES']}"

    def bare(self, key: Optional[Key] = None) -> Client:
        """A client without an account."""
        return Client(os.environ["ACME_DIRECTORY"], key or new_key(), ca_file=os.environ["ACME_CA_FILE"])

    def register(self, client: Client) -> Account:
        kid, key = os.environ.get("ACME_EAB_KID"), os.environ.get("ACME_EAB_KEY")
        bound = ExternalAccount(kid, key) if kid and key else None
        return client.new_account("mailto:ops@example.com", terms_of_service_agreed=True, external_account=bound)

    def client(self, key: Optional[Key] = None) -> Client:
        """A client with an account."""
        client = self.bare(key)
        self.register(client)
        return client

    def issue(
        self, client: Client, name: Optional[str] = None, kind: str = "http-01", **options: Any
    ) -> Tuple[Certificate, Key, Order]:
        """A certificate, verb by verb."""
        key, order = new_key(), client.new_order([name or self.name], **options)
        with ExitStack() as proofs:
            for authorization in order.authorizations:
                if authorization.status != AuthorizationStatus.VALID:
                    challenge = authorization.challenge(kind)
                    proofs.enter_context(MEETS[kind](challenge))
                    challenge.request_validation()
                    authorization.wait(WAIT)
            order.wait(WAIT)
        order.finalize(Csr.for_order(order, key)).wait(WAIT)
        return order.certificate(), key, order


@contextmanager
def _file(challenge: Challenge) -> Iterator[None]:
    path = Path(os.environ["ACME_WEBROOT"]) / str(challenge.http01_path).lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(challenge.key_authorization)
    try:
        yield
    finally:
        path.unlink()


def _dns(verb: str, **record: str) -> None:
    url = f"{os.environ['ACME_DNS_MANAGEMENT']}/{verb}"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(record).encode()), timeout=WAIT):
        pass


@contextmanager
def _record(challenge: Challenge) -> Iterator[None]:
    record: DnsRecord = challenge.dns_record()
    _dns("set-txt", host=f"{record.name}.", value=record.value)
    try:
        yield
    finally:
        _dns("clear-txt", host=f"{record.name}.")


@contextmanager
def _tls(challenge: Challenge) -> Iterator[None]:
    """Shows the challenge's certificate to who speaks acme-tls/1, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        key = new_key()
        chain, secret = Path(folder) / "chain.pem", Path(folder) / "key.pem"
        chain.write_text(challenge.tls_alpn01_certificate(key).pem)
        secret.write_text(key.to_pem())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, secret)
        context.set_alpn_protocols(["acme-tls/1"])
    with socket.create_server(("127.0.0.1", int(os.environ["ACME_TLS_PORT"]))) as listener:
        server = threading.Thread(target=_shake_hands, args=(listener, context))
        server.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            server.join()


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.settimeout(WAIT)
        try:
            with context.wrap_socket(connection, server_side=True):
                pass
        except OSError:
            connection.close()


MEETS: Dict[str, Callable[[Challenge], Any]] = {
    "http-01": _file,
    "dns-01": _record,
    "dns-account-01": _record,
    "dns-persist-01": _record,
    "tls-alpn-01": _tls,
}
"""How each type of challenge is met: a context in which the proof is in place."""
