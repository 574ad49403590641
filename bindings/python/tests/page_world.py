"""
What the programs of docs/ stand in: the test servers in place of Let's Encrypt, of the reader's web server and DNS, and a
key in this process in place of one in a KMS.
"""

import base64
import inspect
import json
import os
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict

import acme_client
from acme_client import Batch, FolderStore, FunctionSolver, Solver, Webroot
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

__all__ = ["dns", "kms"]


class Dns:
    """The DNS provider's client: the server that Pebble asks."""

    def add(self, name: str, value: str) -> None:
        self._post("set-txt", {"host": name + ".", "value": value})

    def remove(self, name: str) -> None:
        self._post("clear-txt", {"host": name + "."})

    def _post(self, verb: str, document: Dict[str, str]) -> None:
        url = f"{os.environ['ACME_DNS_MANAGEMENT'].rstrip('/')}/{verb}"
        urllib.request.urlopen(url, json.dumps(document).encode(), timeout=10).close()


class Kms:
    """Signs as most of them do: with ECDSA over SHA-256, in DER."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        numbers = self._key.public_key().public_numbers()
        self.public_jwk = {"kty": "EC", "crv": "P-256", "x": _base64url(numbers.x), "y": _base64url(numbers.y)}

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _webroot() -> Solver:
    return _REAL_WEBROOT(os.environ["ACME_WEBROOT"])


def _records() -> Solver:
    def present(batch: Batch) -> None:
        for one in batch:
            dns.add(str(one.dns_name), str(one.dns_value))

    def clean_up(batch: Batch) -> None:
        for one in batch:
            dns.remove(str(one.dns_name))

    return FunctionSolver(["dns-01"], present, clean_up)


def _in_place_of(original: Any, make: Callable[[], Solver]) -> Callable[..., Solver]:
    """Takes what the original takes."""
    signature = inspect.signature(original)

    def constructor(*arguments: Any, **options: Any) -> Solver:
        signature.bind(*arguments, **options)
        return make()

    return constructor


def _folder(path: str) -> FolderStore:
    return _REAL_FOLDER(path.lstrip("/"))


def _command(name: str) -> None:
    """A command that succeeds, in a folder of the PATH."""
    folder = Path("commands").absolute()
    folder.mkdir()
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"


_REAL_WEBROOT, _REAL_FOLDER = Webroot, FolderStore
dns, kms = Dns(), Kms()
os.environ["SSL_CERT_FILE"] = os.environ["ACME_CA_FILE"]
_command("systemctl")
vars(acme_client).update(
    LETS_ENCRYPT=os.environ["ACME_DIRECTORY"],
    LETS_ENCRYPT_STAGING=os.environ["ACME_DIRECTORY"],
    FolderStore=_folder,
    Webroot=_in_place_of(acme_client.Webroot, _webroot),
    Http01Server=_in_place_of(acme_client.Http01Server, _webroot),
    Http01Stateless=_in_place_of(acme_client.Http01Stateless, _webroot),
    DnsUpdate=_in_place_of(acme_client.DnsUpdate, _records),
)
