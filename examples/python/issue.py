"""
Obtains a certificate, one step of RFC 8555 after the other.

    python issue.py DIRECTORY_URL CA_FILE WEBROOT NAME...

CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder.
"""

import os
import sys
import time
from pathlib import Path

from acme_client import AcmeError, Authorization, AuthorizationStatus, Client, Csr, Key

WAIT = 60
STARTED = time.monotonic()


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:7.3f} s  {text}", flush=True)


def file_name(name: str, ending: str) -> Path:
    """The name with an ending; the star of a wildcard name is written as an underscore."""
    return Path(("_" + name[1:] if name.startswith("*") else name) + ending)


def write_secret(path: Path, text: str) -> None:
    """Writes a file that only its owner may read."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def authorize(authorization: Authorization, webroot: Path) -> None:
    """Proves control of one of the order's names."""
    if authorization.status == AuthorizationStatus.VALID:
        say(f"{authorization.identifier} is authorized already")
        return
    challenge = authorization.challenge("http-01")
    path = webroot / str(challenge.http01_path).lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(challenge.key_authorization)
    challenge.request_validation()
    authorization.wait(WAIT)
    say(f"{authorization.identifier} is authorized")


def main(directory: str, ca_file: str, webroot: str, *names: str) -> None:
    with Client(directory, key=Key.generate(), ca_file=ca_file or None) as client:
        account = client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
        say(f"account {account.url}")

        order = client.new_order(names)
        say(f"order {order.url}")
        for authorization in order.authorizations:
            authorize(authorization, Path(webroot))
        order.wait(WAIT)

        # The key is on disk before the order is finalized, so that it cannot be lost.
        key = Key.generate()
        new_key = file_name(names[0], ".key.new")
        write_secret(new_key, key.to_pem())

        order.finalize(Csr.for_order(order, key)).wait(WAIT)
        certificate = order.certificate()
        say(f"certificate by {certificate.issuer_name}, valid until {certificate.not_after:%Y-%m-%d %H:%M} UTC")

    file_name(names[0], ".pem").write_text(certificate.chain_pem)
    new_key.rename(file_name(names[0], ".key"))
    say(f"key and certificate are in {file_name(names[0], '.key')} and .pem")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(f"usage: {sys.argv[0]} DIRECTORY_URL CA_FILE WEBROOT NAME...")
    try:
        main(*sys.argv[1:])
    except AcmeError as error:
        sys.exit(f"{type(error).__name__}: {error}")
