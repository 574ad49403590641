"""Obtains certificates with this library's Python module: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...

An empty CA_FILE means the roots of the system.
"""

import sys
import threading

from acme_client import Client, FunctionSolver, Key


def main(directory, ca_file, count, at_once, *names):
    options = {"ca_file": ca_file, "system_roots": False} if ca_file else {}
    left = list(range(int(count)))

    def work(client):
        # It has nothing to do: the CA finds every challenge valid.
        with FunctionSolver(["http-01"], lambda batch: None) as solver:
            while left:
                try:
                    left.pop()
                except IndexError:
                    return
                assert "BEGIN CERTIFICATE" in client.obtain(names, solver).chain_pem

    with Client(directory, key=Key.generate(), **options) as client:
        client.new_account(terms_of_service_agreed=True)
        threads = [threading.Thread(target=work, args=(client,)) for _ in range(1, int(at_once))]
        for thread in threads:
            thread.start()
        work(client)
        for thread in threads:
            thread.join()


main(*sys.argv[1:])
