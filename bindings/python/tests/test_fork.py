"""Processes that fork."""

import os
import pickle
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List

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


PROGRAM = """
from conftest import *
client = registered(pebble())
client.obtain(names(), webroot())
def issue_in_worker(server, worker):
    issued = [client.obtain(names(), webroot()).leaf_pem.count("BEGIN CERTIFICATE") for _ in range(25)]
    with open("issued", "a") as pipe:
        pipe.write(f"{os.getpid()} {sum(issued)}\\n")
def application(environ, start_response):
    start_response("204 No Content", [])
    return []
"""
CONFIG = """
import program
workers, preload_app, post_fork = 4, True, program.issue_in_worker
"""


def lines_of(count: int, path: Path) -> List[str]:
    """The first lines that are written to a named pipe."""
    pipe, data = os.open(path, os.O_RDWR), b""
    try:
        while data.count(b"\n") < count:
            assert select.select([pipe], [], [], 60)[0], data
            data += os.read(pipe, 4096)
    finally:
        os.close(pipe)
    return data.decode().splitlines()


def test_gunicorn_loads_the_program_before_it_forks(tmp_path: Path, environment: Dict[str, str]) -> None:
    pytest.importorskip("gunicorn")
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "config.py").write_text(CONFIG)
    os.mkfifo(tmp_path / "issued")
    command = [sys.executable, "-m", "gunicorn", "--config", "config.py", "--bind", f"unix:{tmp_path}/socket"]
    with subprocess.Popen(
        [*command, "program:application"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    ) as server:
        try:
            issued = lines_of(4, tmp_path / "issued")
        finally:
            server.terminate()
            log = server.communicate(timeout=40)[1].decode()
    assert [line.split()[1:] for line in issued] == [["25"]] * 4, log
    assert str(server.pid) not in {line.split()[0] for line in issued}
