"""Processes that fork."""

import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Dict

import pytest
from conftest import await_request, believed, names, pebble, registered, webroot, world

from acme_client import Cancel, CancelledError, InUseError

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def in_child(work: Callable[[], Any]) -> Any:
    """What a forked child made of it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            result: Any = work()
        except BaseException as raised:
            result = f"{type(raised).__name__}: {raised}"
        os.write(writer, pickle.dumps(result))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        data = answer.read()
    assert os.waitpid(child, 0)[1] == 0
    return pickle.loads(data)


def test_a_client_works_in_a_forked_child_and_goes_on_in_the_parent() -> None:
    client = registered(pebble())
    url = client.account_url
    assert client.obtain(names(), webroot()).leaf_pem
    assert in_child(lambda: client.account().url) == url
    assert "BEGIN CERTIFICATE" in in_child(lambda: client.obtain(names(), webroot()).leaf_pem)
    assert client.account().url == url
    assert in_child(client.close) is None
    assert client.account().url == url


def test_a_child_of_a_process_whose_threads_are_in_calls_works() -> None:
    directory = world("stall-order")
    client, cancel = registered(directory), Cancel()
    order = registered(world("pending-forever")).new_order(names())
    order._client = order._client.with_cancel(cancel)
    ended = []

    def work(call: Callable[[], Any]) -> None:
        with pytest.raises(CancelledError):
            call()
        ended.append(True)

    authorization = order.authorization(0)
    authorization._client = order._client
    threads = [
        threading.Thread(target=work, args=(lambda: client.with_cancel(cancel).new_order(names()),)),
        threading.Thread(target=work, args=(lambda: authorization.wait(None),)),
    ]
    for thread in threads:
        thread.start()
    await_request(directory, "new-order")
    other = registered(world("ok"))
    assert "BEGIN CERTIFICATE" in in_child(lambda: other.obtain(names(), believed()).leaf_pem)
    assert in_child(lambda: client.account().url) == client.account_url
    assert in_child(authorization.refresh).startswith(InUseError.__name__)
    cancel.trigger()
    for thread in threads:
        thread.join(20)
    assert ended == [True, True]


def test_a_server_that_loads_the_program_before_it_forks(tmp_path: Path, environment: Dict[str, str]) -> None:
    """As gunicorn --preload does, with gunicorn itself where it is installed."""
    (tmp_path / "site.py").write_text(
        "from conftest import *\n"
        "client = registered(pebble())\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [client.obtain(names(), webroot()).leaf_pem.encode()]\n"
    )
    program = (
        "import os, sys\nsys.path.insert(0, '.')\nfrom site_app import application\n"
        "for _ in range(2):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        body = b''.join(application({}, lambda *_: None))\n"
        "        os._exit(0 if b'BEGIN CERTIFICATE' in body else 1)\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )
    (tmp_path / "site.py").rename(tmp_path / "site_app.py")
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == 0, ended.stderr
