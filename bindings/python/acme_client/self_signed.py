"""Certificates that sign themselves: what tls-alpn-01 shows (RFC 8737), and what a server shows until it has a real one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Iterable, Optional

from ._call import call, lent_bytes, make
from ._convert import epoch
from ._native import Builder, Field, Native, text
from .key import lent_key

if TYPE_CHECKING:
    from .key import KeyLike


class SelfSignedParams(Builder):
    """For the library itself: what a certificate that signs itself says."""

    _type = "acme_self_signed_params"
    _free = "acme_self_signed_params_free"

    def __init__(self, names: Iterable[str], common_name: Optional[str], begin: Any, end: Any) -> None:
        self._begin("acme_self_signed_params_new")
        for name in [names] if isinstance(names, str) else names:
            call("acme_self_signed_params_add_name", self, name)
        if common_name is not None:
            call("acme_self_signed_params_set_common_name", self, common_name)
        if (begin is None) != (end is None):
            raise ValueError("not_before and not_after go together")
        if begin is not None:
            validity = (epoch(begin, "not_before"), epoch(end, "not_after"))
            call("acme_self_signed_params_set_validity", self, *validity)


class SelfSigned(Native):
    """A certificate that its own key signed. It never changes and may be used by several threads at once."""

    _type = "acme_self_signed"
    _free = "acme_self_signed_free"

    pem = text("acme_self_signed_pem")
    """The certificate in PEM."""
    der: Field[bytes] = Field(lambda pointer: lent_bytes("acme_self_signed_der", pointer))
    """The certificate in DER."""

    def __init__(
        self,
        names: Iterable[str],
        key: "KeyLike",
        *,
        common_name: Optional[str] = None,
        not_before: Optional[datetime] = None,
        not_after: Optional[datetime] = None,
    ) -> None:
        """
        Makes a certificate, valid from now on for 30 days when nothing else is said.

        - `names`: DNS names and IP addresses
        - `key`: the certificate's private key
        - `common_name`: of subject and issuer, at most 64 characters

        Raises `InvalidArgumentError`, naming what is refused.
        """
        with SelfSignedParams(names, common_name, not_before, not_after) as params, lent_key(key, "key") as lent:
            self._own(make("acme_self_signed_new", params, lent))
