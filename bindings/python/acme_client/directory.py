"""The directory: what the authority offers and says of itself (RFC 8555, section 7.1.1)."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from ._call import get
from ._convert import c_text
from ._native import Field, Native, document, flag, optional_text, texts

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
"""The directory of Let's Encrypt."""
LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"
"""The directory of Let's Encrypt for trying things out; its certificates are not trusted."""


def _profiles(pointer: Any) -> Dict[str, str]:
    count = "acme_directory_profile_count"
    names = texts(pointer, count, "acme_directory_profile_name")
    return dict(zip(names, texts(pointer, count, "acme_directory_profile_description")))


class Directory(Native):
    """An authority's directory. It never changes and may be used by several threads at once."""

    _type = "acme_directory"
    _free = "acme_directory_free"

    terms_of_service = optional_text("acme_directory_terms_of_service")
    """The URL of the terms of service, to be shown to the user, or None."""
    website = optional_text("acme_directory_website")
    """The URL of the authority's website, or None."""
    external_account_required = flag("acme_directory_external_account_required")
    """Whether a new account needs an external account binding (RFC 8555, section 7.3.4)."""
    onion_caa_required = flag("acme_directory_onion_caa_required")
    """Whether the authority wants the CAA records of onion services within finalize (RFC 9799, section 6)."""
    caa_identities: Field[Tuple[str, ...]] = Field(
        lambda pointer: tuple(texts(pointer, "acme_directory_caa_identity_count", "acme_directory_caa_identity"))
    )
    """The names that a CAA record may give this authority (RFC 8659)."""
    profiles: Field[Dict[str, str]] = Field(_profiles)
    """The certificate profiles, each with what the authority says of it."""
    json = document("acme_directory_json")
    """The directory as the server sent it."""

    def resource(self, name: str) -> Optional[str]:
        """The URL of a resource by its name, such as "newOrder"; None when the authority does not offer it."""
        with self._handle.shared() as pointer:
            url: Optional[str] = get("acme_directory_url", pointer, c_text(name, "name"))
        return url
