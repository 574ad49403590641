"""Random calls in random order with random arguments: exceptions of ours and of Python's own, and never a crash."""

import subprocess
import sys
from typing import Dict

import pytest

PROGRAM = r"""
import faulthandler, gc, inspect, random, sys, threading
faulthandler.enable()
import acme_client
from acme_client import *
from conftest import believed, registered, world

seed, rounds = int(sys.argv[1]), int(sys.argv[2])
chance = random.Random(seed)
client = registered(world('ok'))
order = client.new_order(['a.example', 'b.example'])
authorization = order.authorization(0)
pool = [client, order, authorization, *authorization.challenges, client.account(), client.directory, Key.generate(),
        believed(), Csr(['a.example'], Key.generate()), SelfSigned(['a.example'], Key.generate()), ChainPreference.shortest(),
        ObtainParams(['a.example'], timeout=2), FolderStore(sys.argv[3]), Cancel(), RenewalOptions(), client.orders()]
pool.append(client.obtain(['a.example'], believed()))
pool.append(client.renewal_info(pool[-1]))
plain = [None, 0, -1, 2**70, 1.5, True, '', 'a.example', '\0', '\ud800', b'', b'\xff', 'x' * 5000, [], {}, (), object(), print,
         Identifier('dns', 'a.example'), [None], ['a.example'], 'https://127.0.0.1:1/x']
lock = threading.Lock()
# What must stay, so that the rest has something to do, and what would wait for long.
kept = {'wait', 'close'}

def pick():
    with lock:
        return chance.choice(plain) if chance.random() < 0.5 else chance.choice(pool)

def act():
    with lock:
        target = chance.choice(pool + [acme_client])
        names = [name for name in dir(target) if not name.startswith('_') and name not in kept]
        name = chance.choice(names) if chance.random() > 0.03 else 'close'
    if target is client and name == 'close':
        return
    try:
        member = getattr(target, name)
        if not callable(member) or inspect.ismodule(member) or member in (print,):
            return
        arguments = [pick() for _ in range(chance.randrange(4))]
        made = member(*arguments)
        if type(made).__module__.startswith('acme_client') and len(pool) < 80:
            with lock:
                pool.append(made)
    except (AcmeError, TypeError, ValueError, AttributeError, OverflowError, LookupError, NotImplementedError, RuntimeError,
            StopIteration, OSError, RecursionError):
        pass

def work(count):
    for _ in range(count):
        act()

threads = [threading.Thread(target=work, args=(rounds // 4,)) for _ in range(3)]
for thread in threads:
    thread.start()
work(rounds // 4)
for thread in threads:
    thread.join()
del order, authorization
pool.clear()
gc.collect()
assert client.credentials()
print('survived')
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_calls_never_crash(seed: int, tmp_path: object, environment: Dict[str, str]) -> None:
    command = [sys.executable, "-c", PROGRAM, str(seed), "1200", f"{tmp_path}/store"]
    ended = subprocess.run(
        command, env=environment, cwd=str(tmp_path), capture_output=True, text=True, timeout=100, check=False
    )
    assert ended.returncode == 0 and ended.stdout.splitlines()[-1:] == ["survived"], ended.stderr[-3000:]
