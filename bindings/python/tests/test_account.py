"""Accounts, credentials, external accounts and the change of keys."""

import os

import pytest
from conftest import client_of, pebble, registered, world

from acme_client import (
    AccountDoesNotExistError,
    AccountStatus,
    Client,
    ExternalAccount,
    ExternalAccountRequiredError,
    InvalidArgumentError,
    InvalidContactError,
    Key,
    UnauthorizedError,
    UnsupportedContactError,
    UnsupportedOperationError,
    WrongDirectoryError,
)


def test_an_account_is_made_found_changed_and_given_up() -> None:
    key = Key.generate()
    client = client_of(pebble(), key)
    assert client.account_url is None
    with pytest.raises(AccountDoesNotExistError) as missing:
        client.new_account(only_return_existing=True)
    assert missing.value.step == "newAccount"
    account = client.new_account("mailto:a@example.com", terms_of_service_agreed=True)
    assert account.status == AccountStatus.VALID and account.url == known_url(client)
    assert client_of(pebble(), key).account().url == account.url
    account.update(contact=["mailto:b@example.com"], terms_of_service_agreed=True)
    assert account.contact == ("mailto:b@example.com",)
    assert account.refresh().json["status"] == "valid"
    assert isinstance(account.terms_of_service_agreed, bool)
    assert account.deactivate().status == AccountStatus.DEACTIVATED
    with pytest.raises(UnauthorizedError):
        client.account()


def known_url(client: Client) -> str:
    return str(client.account_url)


def test_credentials_bring_an_account_back() -> None:
    client = registered(pebble())
    ca_file = os.environ["ACME_CA_FILE"]
    again = Client.from_credentials(pebble(), client.credentials(), ca_file=ca_file)
    assert again.account_url == client.account_url == again.account().url
    with pytest.raises(WrongDirectoryError):
        Client.from_credentials("https://other.example/directory", client.credentials())


def test_an_external_account_is_bound() -> None:
    directory = world("eab")
    client = client_of(directory)
    assert client.directory.external_account_required
    with pytest.raises(ExternalAccountRequiredError):
        client.new_account(terms_of_service_agreed=True)
    bound = ExternalAccount("kid-1", "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8")
    assert client.new_account(terms_of_service_agreed=True, external_account=bound).status == "valid"


def test_a_contact_that_is_none_is_refused() -> None:
    client = registered(pebble())
    with pytest.raises(InvalidArgumentError, match="contact"):
        client.new_account("mailto:ops@example.com\r\nX: y")
    with pytest.raises((InvalidContactError, UnsupportedContactError)) as refused:
        client.account().update("tel:1")
    assert refused.value.http_status == 400


def test_the_key_is_changed() -> None:
    client, second = registered(world("ok")), Key.generate()
    url = client.account_url
    client.change_key(second)
    assert client.account().url == url
    with pytest.raises(UnsupportedOperationError, match="keyChange"):
        registered(world("no-key-change")).change_key(second)
