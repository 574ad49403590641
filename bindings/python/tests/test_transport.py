"""HTTP by Python's own means."""

import os
import ssl
import threading
import urllib.error
import urllib.request
from typing import List

import pytest
from conftest import DEADLINE, believed, client_of, names, pebble, registered, world

from acme_client import (
    Cancel,
    CancelledError,
    ConnectionFailedError,
    HttpError,
    NotFoundError,
    Request,
    RequestTimedOutError,
    Response,
)


def send(request: Request) -> Response:
    context = ssl.create_default_context(cafile=os.environ["ACME_CA_FILE"])
    body = request.body if request.method == "POST" else None
    asked = urllib.request.Request(request.url, body, dict(request.headers), method=request.method)
    try:
        with urllib.request.urlopen(asked, timeout=request.timeout, context=context) as answer:
            return Response(answer.status, answer.headers.items(), answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Response(refused.code, dict(refused.headers.items()), refused.read())


def test_everything_goes_through_a_transport_on_the_thread_of_the_call() -> None:
    seen: List[Request] = []
    threads = set()

    def transport(request: Request) -> Response:
        seen.append(request)
        threads.add(threading.current_thread())
        return send(request)

    client = registered(world("ok"), transport=transport)
    assert client.obtain(names(), believed()).leaf_pem
    assert threads == {threading.current_thread()}
    assert {request.method for request in seen} >= {"GET", "POST"}
    assert dict(seen[-1].headers)["content-type"] == "application/jose+json"
    assert 0 < seen[0].timeout <= 30 and not seen[0].is_cancelled()


def test_what_may_pass_is_tried_again_and_everything_else_is_raised() -> None:
    failures = [ConnectionFailedError("once"), RequestTimedOutError("twice")]

    def transport(request: Request) -> Response:
        if failures:
            raise failures.pop()
        return send(request)

    assert client_of(pebble(), transport=transport).directory.resource("newOrder")
    mine = ZeroDivisionError("mine")

    def broken(request: Request) -> Response:
        raise mine

    with pytest.raises(ZeroDivisionError) as raised:
        client_of(pebble(), transport=broken).account()
    assert raised.value is mine
    with pytest.raises(TypeError, match="must return a Response"):
        client_of(pebble(), transport=lambda request: None).account()
    with pytest.raises(HttpError):
        client_of(pebble(), transport=lambda request: Response(418)).directory.close()


def test_a_transport_sees_that_the_call_was_cancelled() -> None:
    cancel = Cancel()

    def transport(request: Request) -> Response:
        assert not request.is_cancelled()
        cancel.trigger()
        assert request.is_cancelled()
        raise CancelledError("given up")

    with pytest.raises(CancelledError):
        client_of(pebble(), transport=transport).with_cancel(cancel).account()


def test_requests_of_ones_own() -> None:
    client = registered(pebble())
    directory = client.get(pebble())
    assert directory.http_status == 200 and directory.json()["newOrder"]
    assert directory.header("Content-Type") == directory.header("content-type") and directory.header("x-none") == []
    order = client.new_order(names())
    assert client.post(order.url, accept="application/json").json()["status"] == "pending"
    challenge = order.authorization(0).challenge("http-01")
    assert client.post(challenge.url, {}).body
    with pytest.raises(NotFoundError):
        client.post(order.url + "0")
    assert order.wait.__doc__ and DEADLINE
