"""Certificates, requests and certificates that sign themselves; revocation."""

from datetime import datetime, timedelta, timezone

import pytest
from conftest import issued, names, registered, world
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from acme_client import (
    AlreadyRevokedError,
    Certificate,
    CertificateMismatchError,
    Csr,
    Identifier,
    InvalidArgumentError,
    InvalidChainError,
    Key,
    RevocationReason,
    SelfSigned,
)


def test_a_certificate_and_its_parts() -> None:
    client, (name,), key = registered(world("ok")), names(), Key.generate()
    certificate = issued(client.new_order([name]), key).certificate()
    leaf, *issuers = certificate.to_cryptography()
    assert certificate.chain_pem.startswith(certificate.leaf_pem.strip())
    assert certificate.issuers_pem.count("BEGIN CERTIFICATE") == len(issuers)
    assert certificate.serial.lstrip("0") == format(leaf.serial_number, "x").lstrip("0")
    assert certificate.not_after.tzinfo is timezone.utc and certificate.not_before < certificate.not_after
    assert certificate.identifiers == (Identifier("dns", name),)
    assert certificate.issuer_name and certificate.ari_id and certificate.order_url is None
    kept = Certificate.from_cryptography(leaf, *issuers)
    assert (kept.serial, kept.ari_id) == (certificate.serial, certificate.ari_id)
    with pytest.raises(InvalidArgumentError):
        _ = kept.key
    with pytest.raises(InvalidChainError):
        Certificate.from_pem("nothing")


def test_a_certificate_is_revoked_once() -> None:
    client, key = registered(world("ok")), Key.generate()
    certificate = issued(client.new_order(names()), key).certificate()
    with pytest.raises(ValueError, match="no revocation reason"):
        client.revoke(certificate, "boredom")
    client.revoke(certificate, RevocationReason.SUPERSEDED)
    with pytest.raises(AlreadyRevokedError):
        client.revoke(certificate, "key_compromise")
    other = issued(client.new_order(names()), key).certificate()
    client.revoke(other, "keyCompromise", key=key)


def test_a_certificate_for_another_key_is_not_handed_over() -> None:
    client, key = registered(world("wrong-certificate")), Key.generate()
    order = issued(client.new_order(names()), key)
    with pytest.raises(CertificateMismatchError):
        order.certificate()


def test_requests() -> None:
    key = Key.generate()
    csr = Csr(
        ["a.example", Identifier("dns", "*.a.example"), Identifier("ip", "192.0.2.1")],
        key,
        common_name="a.example",
        subject={"O": "Example"},
        must_staple=True,
    )
    theirs = csr.to_cryptography()
    assert "O=Example" in theirs.subject.rfc4514_string()
    names_ = theirs.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names_.get_values_for_type(x509.DNSName) == ["a.example", "*.a.example"]
    for same in (Csr.from_pem(csr.pem), Csr.from_der(csr.der), Csr.from_cryptography(theirs)):
        assert same.der == csr.der
    with pytest.raises(InvalidArgumentError):
        Csr([], key)
    with pytest.raises(InvalidArgumentError):
        Csr.from_der(csr.der[:-1] + b"\0")
    with pytest.raises(ValueError, match="type email"):
        Csr([Identifier("email", "a@b")], key)


def test_an_order_takes_any_kind_of_request() -> None:
    client = registered(world("valid-authorizations"))
    (name,) = names()
    theirs = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    request = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False).sign(
        theirs, hashes.SHA256()
    )
    assert issued(client.new_order([name]), Key.generate()).status == "valid"
    for kind in (request, Csr.from_cryptography(request).pem, Csr.from_cryptography(request).der):
        order = client.new_order([name])
        assert order.finalize(kind).wait(20).status == "valid"
        assert order.certificate().to_cryptography()[0].public_key() == theirs.public_key()
    with pytest.raises(TypeError, match="csr must be a Csr"):
        client.new_order([name]).finalize(7)


def test_a_certificate_that_signs_itself() -> None:
    begin = datetime.now(timezone.utc).replace(microsecond=0)
    made = SelfSigned(
        ["a.example", "192.0.2.1"],
        Key.generate(),
        common_name="a",
        not_before=begin,
        not_after=begin + timedelta(days=2),
    )
    theirs = x509.load_pem_x509_certificate(made.pem.encode())
    assert theirs == x509.load_der_x509_certificate(made.der)
    assert theirs.subject.rfc4514_string() == "CN=a"
    with pytest.raises(InvalidArgumentError):
        SelfSigned([], Key.generate())
    with pytest.raises(ValueError, match="go together"):
        SelfSigned(["a.example"], Key.generate(), not_before=begin)
