"""Obtains certificates with the Python package acme: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...

AT_ONCE is 1: the client is not made for several threads.
"""

import sys
import time

import josepy
from acme import client, messages
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOOK_EVERY = 0.02


def request(names):
    key = ec.generate_private_key(ec.SECP256R1())
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(alternatives, False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def main(directory, ca_file, count, _at_once, *names):
    key = josepy.JWKEC(key=ec.generate_private_key(ec.SECP256R1()))
    net = client.ClientNetwork(key, alg=josepy.ES256, verify_ssl=ca_file)
    acme = client.ClientV2(client.ClientV2.get_directory(directory, net), net)
    acme.new_account(messages.NewRegistration(terms_of_service_agreed=True))
    for _ in range(int(count)):
        issue(acme, key, names)


def issue(acme, key, names):
    order = acme.new_order(request(names))
    pending = (each for each in order.authorizations if each.body.status != messages.STATUS_VALID)
    for authorization in pending:
        offered = authorization.body.challenges
        challenge = next(each for each in offered if each.chall.typ == "http-01")
        acme.answer_challenge(challenge, challenge.chall.response(key))
    # Its own waiting sleeps a second between looks, which would be measured instead of the client.
    wait_while(acme, order.uri, "pending")
    acme.begin_finalization(order)
    url = wait_while(acme, order.uri, "processing")["certificate"]
    assert "BEGIN CERTIFICATE" in acme._post_as_get(url).text


def wait_while(acme, url, state):
    while (order := acme._post_as_get(url).json())["status"] == state:
        time.sleep(LOOK_EVERY)
    return order


main(*sys.argv[1:])
