"""Orders, authorizations and challenges, one verb after the other."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from conftest import DEADLINE, authorize, client_of, dns, issued, names, pebble, registered, world

from acme_client import (
    AcmeError,
    AlreadyReplacedError,
    AuthorizationStatus,
    AutoRenewal,
    AutoRenewalCanceledError,
    AutoRenewalCancellationInvalidError,
    CertificateNotReadyError,
    ChainNotFoundError,
    ChainPreference,
    Challenge,
    ChallengeNotOfferedError,
    Csr,
    Identifier,
    InvalidArgumentError,
    InvalidProfileError,
    Key,
    NotFoundError,
    OnionCaa,
    OnionCaaRequiredError,
    OrderInvalidError,
    OrderStatus,
    ServerError,
    TimedOutError,
    UnsupportedOperationError,
)


def serve(challenge: Challenge) -> None:
    path = Path(os.environ["ACME_WEBROOT"]) / str(challenge.http01_path)[1:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(challenge.key_authorization)


def test_a_certificate_by_http() -> None:
    client, key, wanted = registered(pebble()), Key.generate(), names(2)
    order = client.new_order(wanted)
    assert (order.status, {str(one) for one in order.identifiers}) == (OrderStatus.PENDING, set(wanted))
    for authorization in order.authorizations:
        challenge = authorization.challenge("http-01")
        assert challenge.key_authorization == f"{challenge.token}.{client_thumbprint(challenge)}"
        serve(challenge)
        assert challenge.request_validation().status in ("processing", "pending", "valid")
        assert authorization.wait(DEADLINE).status == AuthorizationStatus.VALID
        assert client.authorization(authorization.url).refresh().status == "valid"
        assert challenge.refresh().validated
    with pytest.raises(CertificateNotReadyError):
        order.certificate()
    assert order.wait(DEADLINE).status == OrderStatus.READY
    assert order.finalize(Csr.for_order(order, key)).wait(None).status == OrderStatus.VALID
    certificate = client.order(order.url).certificate()
    assert {one.value for one in certificate.identifiers} == set(wanted)
    assert certificate.chain_pem == order.certificate(ChainPreference.server_choice()).chain_pem
    assert order.snapshot()["status"] == "valid"
    assert repr(order) == f"<Order url={order.url} status=valid>"


def client_thumbprint(challenge: Challenge) -> str:
    return challenge.key_authorization.split(".")[1]


def test_a_wildcard_by_dns() -> None:
    client, (name,) = registered(pebble()), names()
    order = client.new_order([f"*.{name}"])
    authorization = order.authorization(0)
    assert (authorization.identifier, authorization.is_wildcard) == (Identifier("dns", name), True)
    challenge = authorization.challenge("dns-01")
    record = challenge.dns_record()
    assert (record.name, record.type, record.value) == (f"_acme-challenge.{name}", "TXT", challenge.dns01_value)
    assert challenge.dns01_name == record.name
    dns("set-txt", host=f"{record.name}.", value=record.value)
    challenge.request_validation()
    authorization.wait(DEADLINE)
    assert order.wait(DEADLINE).status == "ready"
    with pytest.raises(ChallengeNotOfferedError, match="dns-01"):
        authorization.challenge("http-01")
    assert {one.type for one in authorization.challenges} <= {"dns-01", "dns-account-01", "dns-persist-01"}


def test_a_challenge_that_fails_says_why() -> None:
    client = registered(world("invalid-authorization"))
    authorization = client.new_order(names()).authorization(0)
    challenge = authorization.challenge("http-01")
    challenge.request_validation()
    with pytest.raises(ServerError) as failed:
        authorization.wait(DEADLINE)
    assert failed.value.problem_type == "urn:ietf:params:acme:error:unauthorized"
    assert failed.value.subproblems[0].identifier_type == "dns"
    problem = client.challenge(challenge.url).problem
    assert problem is not None and problem.type == failed.value.problem_type and problem.json["type"] == problem.type
    assert client.challenge(challenge.url).dns01_name is None


def test_orders_are_bounded_in_time_and_names() -> None:
    client = registered(world("pending-forever"))
    order = client.new_order(names())
    order.authorization(0).challenge("dns-01").request_validation()
    with pytest.raises(TimedOutError):
        order.authorization(0).wait(0.05)
    with pytest.raises(InvalidArgumentError):
        order.authorization(7)
    with pytest.raises(NotFoundError):
        client.order(order.url.rsplit("/", 1)[0] + "/999999")
    with pytest.raises(InvalidArgumentError):
        client.new_order([])
    with pytest.raises(AcmeError):
        client.new_order([Identifier("email", "ops@example.com")])


def test_what_an_order_may_ask_for() -> None:
    client = registered(world("ok"))
    begin = datetime(2030, 1, 1, tzinfo=timezone.utc)
    wanted = [Identifier("dns", names()[0]), Identifier("ip", "192.0.2.1")]
    order = client.new_order(wanted, not_before=begin, not_after="2030-02-01T00:00:00Z")
    assert (order.not_before, order.not_after) == ("2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z")
    assert sorted(order.identifiers) == sorted(wanted)
    with pytest.raises(InvalidProfileError):
        registered(pebble()).new_order(names(), profile="no-such-profile")
    assert (
        registered(pebble()).new_order(names(), profile="no-such-profile", profile_optional=True).profile is not None
        or True
    )
    with pytest.raises(ValueError, match="time zone"):
        client.new_order(names(), not_before=datetime(2030, 1, 1))
    with pytest.raises(TypeError, match="no option colour"):
        client.new_order(names(), colour="blue")  # type: ignore[call-arg]


def test_an_order_that_fails_says_why() -> None:
    client, key = registered(world("invalid-order")), Key.generate()
    order = authorize(client.new_order(names()))
    with pytest.raises(OrderInvalidError):
        order.finalize(Csr.for_order(order, key)).wait(DEADLINE)
    problem = order.refresh().problem
    assert problem is not None and problem.type == "urn:ietf:params:acme:error:rejectedIdentifier" and problem.detail


def test_an_order_replaces_a_certificate() -> None:
    client, wanted = registered(world("ok")), names()
    first = issued(client.new_order(wanted), Key.generate()).certificate()
    second = client.new_order(wanted, replaces=first)
    assert second.replaces == first.ari_id
    issued(second, Key.generate())
    with pytest.raises(AlreadyReplacedError):
        client.new_order(wanted, replaces=str(first.ari_id))
    assert client.new_order(wanted, replaces=first, replaces_optional=True).replaces is None


def test_the_preferred_chain() -> None:
    client, key = registered(pebble()), Key.generate()
    order = client.new_order(names())
    serve(order.authorization(0).challenge("http-01"))
    order.authorization(0).challenge("http-01").request_validation()
    order.wait(DEADLINE).finalize(Csr.for_order(order, key)).wait(DEADLINE)
    first = order.certificate()
    issuer = first.to_cryptography()[-1]
    nobody = ChainPreference.top_issuer("Nobody")
    with pytest.raises(ChainNotFoundError):
        order.certificate(nobody)
    import hashlib

    preferences = [
        nobody | ChainPreference.server_choice(),
        ChainPreference.any_issuer("Pebble"),
        ChainPreference.shortest(),
        ChainPreference.fingerprint(hashlib.sha256(first.chain_der[-1]).digest()),
    ]
    for preference in preferences:
        assert order.certificate(preference).leaf_pem == first.leaf_pem
    assert issuer.issuer.rfc4514_string()
    with pytest.raises(InvalidArgumentError):
        ChainPreference.key_id(b"")
    with pytest.raises(InvalidArgumentError):
        ChainPreference.fingerprint(b"short")


def test_the_list_of_orders_is_an_iterator() -> None:
    client = registered(world("ok"))
    urls = [client.new_order(names()).url for _ in range(5)]
    assert [order.url for order in client.orders()] == urls
    assert [order.url for order in client.account().orders] == urls
    with client.orders() as orders:
        assert next(orders).url == urls[0]


def test_a_certificate_that_renews_itself() -> None:
    client, key = registered(world("extensions")), Key.generate()
    star = AutoRenewal(end="2099-01-01T00:00:00Z", lifetime=timedelta(days=4), lifetime_adjust=timedelta(hours=1))
    order = client.new_order(["www.example.com"], auto_renewal=star)
    with pytest.raises(AutoRenewalCancellationInvalidError):
        order.cancel()
    issued(order, key)
    assert order.star_certificate_url is not None
    certificate = order.star_certificate()
    assert certificate.not_after - certificate.not_before == timedelta(days=4, hours=1)
    assert order.cancel().status == "canceled"
    assert not isinstance(order.status, str) or order.status.name == "CANCELED"
    with pytest.raises(AutoRenewalCanceledError):
        order.star_certificate()


def test_authorizations_ahead_of_an_order_count_for_the_names_below() -> None:
    client = registered(world("extensions"))
    early = client.new_authorization("example.com", subdomains=True)
    assert early.subdomains_allowed
    early.challenge("dns-01").request_validation()
    early.wait(DEADLINE)
    order = client.new_order(["a.example.com"], ancestors={"a.example.com": "example.com"})
    assert (order.status, order.authorization_urls) == ("ready", (early.url,))
    assert early.deactivate().status == "deactivated"
    with pytest.raises(UnsupportedOperationError, match="newAuthz"):
        registered(world("ok")).new_authorization("example.com")


SERVICE = "hnvcppgow2sc2yvdvdicu3ynonsteflxdxrehjr2ybekdc2z3iu63yid.onion"


def service_key() -> Key:
    """The key of the service: its secret half is 32 bytes of zero."""
    return Key.from_der(bytes([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 34, 4, 32]) + bytes(32))


def test_an_onion_service_answers_with_its_key() -> None:
    authorization = registered(world("extensions")).new_order([SERVICE]).authorization(0)
    challenge = authorization.challenge("onion-csr-01")
    with pytest.raises(InvalidArgumentError, match="key"):
        challenge.request_onion_validation(Key.generate())
    challenge.request_onion_validation(service_key())
    assert authorization.wait(DEADLINE).status == "valid"


def test_an_authority_gets_the_caa_records_of_an_onion_service() -> None:
    client = registered(world("extensions"))
    assert client.directory.onion_caa_required
    order, key = authorize(client.new_order([f"www.{SERVICE}"])), Key.generate()
    csr = Csr.for_order(order, key)
    with pytest.raises(OnionCaaRequiredError, match=SERVICE):
        order.finalize(csr)
    with pytest.raises(InvalidArgumentError, match="key"):
        order.finalize(csr, onion_caa=[OnionCaa(SERVICE, key)])
    expiry = datetime.now(timezone.utc) + timedelta(hours=2)
    caa = OnionCaa(SERVICE, service_key(), 'caa 0 issue "ca.example; validationmethods=onion-csr-01"', expiry)
    assert order.finalize(csr, onion_caa=[caa]).wait(DEADLINE).status == "valid"


def test_a_challenge_is_answered_with_a_payload_and_by_a_certificate() -> None:
    client = registered(world("ok"))
    authorization = client.new_order(names()).authorization(0)
    challenge = authorization.challenge("tls-alpn-01")
    shown = challenge.tls_alpn01_certificate(Key.generate())
    assert shown.pem.startswith("-----BEGIN CERTIFICATE-----") and shown.der[0] == 0x30
    assert challenge.tls_alpn01_name == authorization.identifier.value
    with pytest.raises(InvalidArgumentError):
        authorization.challenge("dns-01").tls_alpn01_certificate(Key.generate())
    assert challenge.request_validation({}).status in ("processing", "valid")
    with pytest.raises(TypeError):
        challenge.request_validation(7)  # type: ignore[arg-type]


def test_records_of_the_dns() -> None:
    client = registered(world("extensions"))
    record = client.persistent_dns_record("*.example.com", persist_until=datetime(2030, 1, 1, tzinfo=timezone.utc))
    assert record.name.endswith(".example.com") and "policy=wildcard" in record.value
    assert client.account_url is not None and client.account_url in client.caa_record(["dns-01"], wildcard=True)
    assert client.caa_record().startswith("0 issue ")


def test_the_directory() -> None:
    directory = client_of(pebble()).directory
    assert directory.resource("newOrder") == directory.json["newOrder"]
    assert directory.resource("nothing") is None
    assert str(directory.terms_of_service).startswith("data:")
    assert isinstance(directory.profiles, dict) and directory.website is None or directory.website
    assert registered(world("ok")).directory.caa_identities
    authorize(registered(world("ok")).new_order(names()))
