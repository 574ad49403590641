"""
Certificates from Let's Encrypt and every other ACME authority (RFC 8555).

    with Client(LETS_ENCRYPT, key=Key.generate()) as client:
        client.new_account(contact="mailto:ops@example.com", terms_of_service_agreed=True)
        certificate = client.obtain(["example.com", "www.example.com"], solver=Http01Server(port=80))
        pathlib.Path("example.com.pem").write_text(certificate.chain_pem)

`Client` has one call for each verb of the protocol and `Client.obtain` for all of them; `acme_client.aio` has the same for
asyncio. Everything that fails raises a class below `AcmeError`. The logger "acme_client" says what is done.
"""

from . import problem as _problem
from .account import Account, AccountStatus, ExternalAccount
from .authorization import Authorization, AuthorizationStatus
from .cancel import Cancel
from .certificate import Certificate
from .chain_preference import ChainPreference
from .challenge import Challenge, ChallengeStatus
from .client import Client
from .constants import EventKind, KeyKind, LogLevel, ManagerAction, RenewalReason, Status
from .csr import Csr
from .directory import LETS_ENCRYPT, LETS_ENCRYPT_STAGING, Directory
from .dns_record import DnsRecord
from .error import (
    AcmeError,
    ClosedError,
    InUseError,
    LibraryError,
    NetworkError,
    ProblemError,
    ServerError,
    Subproblem,
)
from .event import Event
from .identifier import Identifier
from .key import Key
from .manager import ManagedCertificate, Manager, ManagerOptions, ManagerReport
from .obtain import ObtainParams
from .onion_caa import OnionCaa
from .order import Order, OrderStatus
from .orders import Orders
from .presentation import Batch, Presentation
from .problem import *  # noqa: F403
from .problem_document import ProblemDocument
from .renewal import RenewalDecision, RenewalInfo, RenewalOptions, decide
from .resource import Resource
from .revocation import RevocationReason
from .self_signed import SelfSigned
from .signer import Signer
from .solver import (
    CertbotHook,
    DehydratedHook,
    DnsUpdate,
    FunctionSolver,
    Http01Server,
    Http01Stateless,
    Solver,
    TlsAlpn01Server,
    Webroot,
)
from .star import AutoRenewal
from .store import FolderStore, FunctionStore, Store
from .transport import Request, Response, Transport
from .version import __version__, library_version, library_version_number

__all__ = [
    "LETS_ENCRYPT",
    "LETS_ENCRYPT_STAGING",
    "Account",
    "AccountStatus",
    "AcmeError",
    "Authorization",
    "AuthorizationStatus",
    "AutoRenewal",
    "Batch",
    "Cancel",
    "CertbotHook",
    "Certificate",
    "ChainPreference",
    "Challenge",
    "ChallengeStatus",
    "Client",
    "ClosedError",
    "Csr",
    "DehydratedHook",
    "Directory",
    "DnsRecord",
    "DnsUpdate",
    "Event",
    "EventKind",
    "ExternalAccount",
    "FolderStore",
    "FunctionSolver",
    "FunctionStore",
    "Http01Server",
    "Http01Stateless",
    "Identifier",
    "InUseError",
    "Key",
    "KeyKind",
    "LibraryError",
    "LogLevel",
    "ManagedCertificate",
    "Manager",
    "ManagerAction",
    "ManagerOptions",
    "ManagerReport",
    "NetworkError",
    "ObtainParams",
    "OnionCaa",
    "Order",
    "OrderStatus",
    "Orders",
    "Presentation",
    "ProblemDocument",
    "ProblemError",
    "RenewalDecision",
    "RenewalInfo",
    "RenewalOptions",
    "RenewalReason",
    "Request",
    "Resource",
    "Response",
    "RevocationReason",
    "SelfSigned",
    "ServerError",
    "Signer",
    "Solver",
    "Status",
    "Store",
    "Subproblem",
    "TlsAlpn01Server",
    "Transport",
    "Webroot",
    "__version__",
    "decide",
    "library_version",
    "library_version_number",
    *_problem.__all__,
]
