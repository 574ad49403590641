"""
Obtains a certificate in one call.

    python obtain.py DIRECTORY_URL CA_FILE WEBROOT NAME...

CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder, and until
then NAME.state, from which a second run goes on when this one is interrupted.
"""

import os
import sys
from pathlib import Path

from acme_client import AcmeError, Client, Key, Webroot


def write_secret(path: Path, text: str) -> None:
    """Writes a file that only its owner may read."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def main(directory: str, ca_file: str, webroot: str, *names: str) -> None:
    # The account's key is kept, so that a second run is the same account.
    account_key = Path("account.key")
    if not account_key.exists():
        write_secret(account_key, Key.generate().to_pem())

    file = "_" + names[0][1:] if names[0].startswith("*") else names[0]
    state = Path(file + ".state")
    with Client(directory, key=account_key.read_text(), ca_file=ca_file or None) as client:
        client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
        certificate = client.obtain(names, solver=Webroot(webroot), state_file=state, events=print)

    write_secret(Path(file + ".key"), certificate.key_pem)
    Path(file + ".pem").write_text(certificate.chain_pem)
    state.unlink()


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(f"usage: {sys.argv[0]} DIRECTORY_URL CA_FILE WEBROOT NAME...")
    try:
        main(*sys.argv[1:])
    except AcmeError as error:
        sys.exit(f"{type(error).__name__}: {error}")
