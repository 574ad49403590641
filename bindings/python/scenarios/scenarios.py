"""Runs the scenarios of tests/scenarios/list.tsv; its README says how they are asked for and what each one shows.

python scenarios.py [ID...]
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Callable, Dict, List, Type

from site_under_test import NotOffered, Site, ensure, keep_log, new_key

from acme_client import (
    AccountDoesNotExistError,
    AccountStatus,
    AcmeError,
    AlreadyReplacedError,
    AlreadyRevokedError,
    AuthorizationStatus,
    Certificate,
    ChainNotFoundError,
    ChainPreference,
    ChallengeNotOfferedError,
    Event,
    EventKind,
    ExternalAccountRequiredError,
    Identifier,
    InvalidProfileError,
    KeyKind,
    MalformedError,
    RevocationReason,
    UnauthorizedError,
    UnsupportedOperationError,
    Webroot,
    decide,
)

LIST = Path(__file__).resolve().parents[3] / "tests" / "scenarios" / "list.tsv"


def refused(call: Callable[[], object], *kinds: Type[AcmeError]) -> None:
    """Ensures that a call fails in one of these ways."""
    try:
        call()
    except kinds:
        return
    raise AssertionError(f"{' or '.join(kind.__name__ for kind in kinds)} was not raised")


def account(site: Site) -> None:
    key = new_key()
    made = site.register(site.bare(key))
    found = site.bare(key).account()
    ensure(found.url == made.url, "another account is found")
    found.update(contact="mailto:new@example.com")
    ensure(found.status == AccountStatus.VALID, f"the account is {found.status}")


def account_ed25519(site: Site) -> None:
    try:
        site.client(new_key(KeyKind.ED25519))
    except AcmeError as error:
        if error.http_status == 400:
            raise NotOffered(error.detail or "Ed25519 is refused") from None
        raise


def external_account(site: Site) -> None:
    client = site.bare()
    if not client.directory.external_account_required:
        raise NotOffered("no external account is required")
    refused(lambda: client.new_account(terms_of_service_agreed=True), ExternalAccountRequiredError)
    site.register(client)


def proved_by(kind: str, name: str = "") -> Callable[[Site], None]:
    def scenario(site: Site) -> None:
        wanted = name.format(site.name) if name else site.name
        certificate, key, _ = site.issue(site.client(), wanted, kind)
        expected = Identifier("ip" if wanted == "127.0.0.1" else "dns", wanted)
        ensure(certificate.identifiers == (expected,), f"the certificate is for {certificate.identifiers}")

    return scenario


def obtain(site: Site) -> None:
    events: List[Event] = []
    wanted, key = [site.name, f"www.{site.name}"], new_key()
    solver = Webroot(os.environ["ACME_WEBROOT"])
    certificate = site.client().obtain(wanted, solver, key=key, events=events.append)
    ensure({one.value for one in certificate.identifiers} == set(wanted), "the certificate is for something else")
    ensure(certificate.key.thumbprint == key.thumbprint, "the certificate has another key")
    ensure(events[-1].kind == EventKind.ISSUED, f"the last event is {events[-1].name}")


def alternate_chains(site: Site) -> None:
    client = site.client()
    default, _, order = site.issue(client)
    answer = client.post(str(order.certificate_url), accept="application/pem-certificate-chain")
    links = [re.match(r"<([^>]*)>", link) for link in answer.header("link") if re.search(r'rel="?alternate', link)]
    if not links or links[0] is None:
        raise NotOffered("there is no alternate chain")
    other = Certificate.from_pem(client.post(links[0][1], accept="application/pem-certificate-chain").body)
    top = "-----BEGIN CERTIFICATE-----" + other.chain_pem.split("-----BEGIN CERTIFICATE-----")[-1]
    chosen = order.certificate(ChainPreference.top_issuer(Certificate.from_pem(top).issuer_name))
    ensure(chosen.leaf_pem == default.leaf_pem, "the alternate has another leaf")
    ensure(chosen.chain_pem != default.chain_pem, "the alternate is the same chain")
    nobody = ChainPreference.top_issuer("Nobody")
    refused(lambda: order.certificate(nobody), ChainNotFoundError)
    fallen_back = order.certificate(nobody | ChainPreference.server_choice())
    ensure(fallen_back.chain_pem == default.chain_pem, "the fallback is not the default")


def profiles(site: Site) -> None:
    client = site.client()
    offered = list(client.directory.profiles)
    if not offered:
        raise NotOffered("the directory lists no profile")
    order = client.new_order([site.name], profile=offered[0])
    ensure(order.profile == offered[0], f"the order has the profile {order.profile}")
    refused(lambda: client.new_order([site.name], profile="no-such"), InvalidProfileError)
    client.new_order([site.name], profile="no-such", profile_optional=True)


def renewal_info(site: Site) -> None:
    client = site.client()
    certificate, _, _ = site.issue(client)
    info = client.renewal_info(certificate)
    moment = info.pick(info.start)
    ensure(info.start <= moment <= info.end, "the moment is outside the window")
    ensure(moment <= certificate.not_after, "the moment is after the end")
    ensure(not decide(certificate, info, at=certificate.not_before, random=0.5).is_due, "it is due at once")


def renewal_replaces(site: Site) -> None:
    client = site.client()
    first, _, _ = site.issue(client)
    client.renewal_info(first)
    second, _, order = site.issue(client, replaces=first)
    ensure(order.replaces == first.ari_id, "the order does not repeat what it replaces")
    ensure(second.serial != first.serial, "the same certificate came again")
    refused(lambda: client.new_order([site.name], replaces=first), AlreadyReplacedError)


def key_change(site: Site) -> None:
    client, key = site.client(), new_key()
    client.change_key(key)
    ensure(client.account().url == site.bare(key).account().url, "the new key finds another account")


def revocation(site: Site) -> None:
    client = site.client()
    certificate, _, _ = site.issue(client)
    client.revoke(certificate, RevocationReason.SUPERSEDED)
    refused(lambda: client.revoke(certificate), AlreadyRevokedError)


def revocation_by_key(site: Site) -> None:
    certificate, key, _ = site.issue(site.client())
    site.bare().revoke(certificate, "keyCompromise", key=key)


def orders(site: Site) -> None:
    client = site.client()
    placed = client.new_order([site.name])
    ensure(placed.url in [order.url for order in client.orders()], "the order is not in the list")


def pre_authorization(site: Site) -> None:
    authorization = site.client().new_authorization(site.name)
    ensure(authorization.status == AuthorizationStatus.PENDING, f"the authorization is {authorization.status}")


def authorization_deactivation(site: Site) -> None:
    authorization = site.client().new_order([site.name]).authorization(0)
    try:
        authorization.deactivate()
    except MalformedError as error:
        raise NotOffered(error.detail or "the request is malformed") from None
    ensure(authorization.status == AuthorizationStatus.DEACTIVATED, f"the authorization is {authorization.status}")


def account_deactivation(site: Site) -> None:
    client = site.client()
    made = client.account().deactivate()
    ensure(made.status == AccountStatus.DEACTIVATED, f"the account is {made.status}")
    refused(client.account, UnauthorizedError, AccountDoesNotExistError)


SCENARIOS: Dict[str, Callable[[Site], None]] = {
    "account": account,
    "account-ed25519": account_ed25519,
    "external-account": external_account,
    "http-01": proved_by("http-01"),
    "http-01-ip": proved_by("http-01", "127.0.0.1"),
    "dns-01": proved_by("dns-01"),
    "dns-01-wildcard": proved_by("dns-01", "*.{}"),
    "tls-alpn-01": proved_by("tls-alpn-01"),
    "tls-alpn-01-ip": proved_by("tls-alpn-01", "127.0.0.1"),
    "dns-account-01": proved_by("dns-account-01"),
    "dns-persist-01": proved_by("dns-persist-01"),
    "obtain": obtain,
    "alternate-chains": alternate_chains,
    "profiles": profiles,
    "renewal-info": renewal_info,
    "renewal-replaces": renewal_replaces,
    "key-change": key_change,
    "revocation": revocation,
    "revocation-by-key": revocation_by_key,
    "orders": orders,
    "pre-authorization": pre_authorization,
    "authorization-deactivation": authorization_deactivation,
    "account-deactivation": account_deactivation,
}


def outcome(scenario: str) -> str:
    """What became of a scenario: its line after the id."""
    try:
        SCENARIOS[scenario](Site(scenario))
    except (NotOffered, UnsupportedOperationError, ChallengeNotOfferedError) as reason:
        return "not-offered\t" + " ".join(str(reason).split())
    except Exception as error:
        return f"failed\t{type(error).__name__}: {' '.join(str(error).split())}"
    return "passed"


def main(asked: List[str]) -> int:
    known = [line.split("\t")[0] for line in LIST.read_text("utf-8").splitlines() if line]
    unknown = [scenario for scenario in [*asked, *known] if scenario not in SCENARIOS]
    if unknown:
        print(f"scenarios: there is no scenario {unknown[0]}", file=sys.stderr)
        return 2
    keep_log()
    failed = False
    for scenario in asked or known:
        line = outcome(scenario)
        failed = failed or line.startswith("failed")
        print(f"{scenario}\t{line}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
