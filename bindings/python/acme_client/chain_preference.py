"""Chain preferences: which of several certificate chains is wanted (RFC 8555, section 7.4.2)."""

from __future__ import annotations

from ._call import make
from ._native import Native


class ChainPreference(Native):
    """
    Which chain is wanted. The chain that the server prefers is looked at first, then its alternates in their order.
    `first | second` wants what `first` wants, or where there is none what `second` wants; with `server_choice()` at its end
    a list falls back to the default, without it `ChainNotFoundError` is raised.
    """

    _type = "acme_chain_preference"
    _free = "acme_chain_preference_free"

    @classmethod
    def top_issuer(cls, common_name: str) -> "ChainPreference":
        """The chain whose topmost certificate was issued under this whole common name, such as "ISRG Root X1"."""
        return cls._of(make("acme_chain_preference_top_issuer", common_name))

    @classmethod
    def any_issuer(cls, text: str) -> "ChainPreference":
        """A chain in which some issuer has this text in its name, which is written "/C=US/O=Example/CN=Root"."""
        return cls._of(make("acme_chain_preference_any_issuer", text))

    @classmethod
    def key_id(cls, key_id: bytes) -> "ChainPreference":
        """A chain with this Subject Key Identifier, or this Authority Key Identifier at its top (RFC 5280)."""
        return cls._of(make("acme_chain_preference_key_id", key_id, len(key_id)))

    @classmethod
    def fingerprint(cls, fingerprint: bytes) -> "ChainPreference":
        """A chain in which some certificate has this SHA-256 fingerprint of 32 bytes."""
        return cls._of(make("acme_chain_preference_fingerprint", fingerprint, len(fingerprint)))

    @classmethod
    def shortest(cls) -> "ChainPreference":
        """The chain of the fewest certificates; of equal ones the first that the server offers."""
        return cls._of(make("acme_chain_preference_shortest"))

    @classmethod
    def server_choice(cls) -> "ChainPreference":
        """The chain that the server offers first."""
        return cls._of(make("acme_chain_preference_server_choice"))

    def __or__(self, other: "ChainPreference") -> "ChainPreference":
        return self._of(make("acme_chain_preference_or", self, other))
