"""Accounts (RFC 8555, sections 7.1.2 and 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterable, Optional, Tuple, Union

from ._call import call, get
from ._native import Builder, Field, document, flag, optional_text, text, texts
from ._open_enum import OpenStrEnum
from ._resource import ServerResource

if TYPE_CHECKING:
    from .orders import Orders

Contact = Union[str, Iterable[str], None]
"""One contact URL, such as "mailto:ops@example.com", or several."""


class AccountStatus(OpenStrEnum):
    """The status of an account (RFC 8555, section 7.1.6)."""

    VALID = "valid"
    DEACTIVATED = "deactivated"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ExternalAccount:
    """Binds a new account to one that the authority knows from elsewhere (RFC 8555, section 7.3.4)."""

    kid: str
    """The key id that the authority gave."""
    hmac_key: str
    """The key that it gave: base64 or base64url, padded or not."""
    algorithm: str = "HS256"
    """"HS256", "HS384" or "HS512"."""


class AccountParams(Builder):
    """For the library itself: what a new account, or a change of one, says."""

    _type = "acme_account_params"
    _free = "acme_account_params_free"

    def __init__(
        self,
        contact: Contact = None,
        terms_of_service_agreed: Optional[bool] = None,
        external_account: Optional[ExternalAccount] = None,
        only_return_existing: bool = False,
    ) -> None:
        self._begin("acme_account_params_new")
        if contact is not None:
            call("acme_account_params_clear_contacts", self)
        for one in [contact] if isinstance(contact, str) else contact or ():
            call("acme_account_params_add_contact", self, one)
        if terms_of_service_agreed is not None:
            call("acme_account_params_set_terms_agreed", self, terms_of_service_agreed)
        if only_return_existing:
            call("acme_account_params_set_only_return_existing", self, True)
        if external_account is not None:
            bound = (external_account.kid, external_account.hmac_key, external_account.algorithm)
            call("acme_account_params_set_external_account", self, *bound)


class Account(ServerResource):
    """An account as the server showed it last."""

    _type = "acme_account"
    _free = "acme_account_free"

    url = text("acme_account_url")
    """The account URL, which is also the key id of its signatures."""
    status: Field[AccountStatus] = Field(lambda pointer: AccountStatus(get("acme_account_status", pointer)))
    """The status."""
    contact: Field[Tuple[str, ...]] = Field(
        lambda pointer: tuple(texts(pointer, "acme_account_contact_count", "acme_account_contact"))
    )
    """The contacts that the server shows. Some servers check contacts and keep none."""
    terms_of_service_agreed = flag("acme_account_terms_agreed")
    """Whether the server says that the terms of service were agreed to."""
    orders_url = optional_text("acme_account_orders_url")
    """The URL of the list of its orders, or None."""
    json = document("acme_account_json")
    """The account as the server sent it."""

    def refresh(self) -> "Account":
        """Reads the account again."""
        self._change("acme_account_refresh")
        return self

    def update(self, contact: Contact = None, terms_of_service_agreed: Optional[bool] = None) -> "Account":
        """Changes contacts, `()` for none, or the agreement to the terms of service (RFC 8555, section 7.3.2)."""
        with AccountParams(contact, terms_of_service_agreed) as params:
            self._change("acme_account_update", params)
        return self

    def deactivate(self) -> "Account":
        """Deactivates the account for good (RFC 8555, section 7.3.6)."""
        self._change("acme_account_deactivate")
        return self

    @property
    def orders(self) -> "Orders":
        """The account's orders, as `Client.orders`."""
        found: Orders = self._client.orders()
        return found


def account_of(client: Any, pointer: Any) -> Account:
    """For the library itself."""
    return Account._from(client, pointer)
