"""Makes exceptions of the C library's errors."""

from __future__ import annotations

from typing import Any

from ._convert import json_of, text_of
from ._library import ffi, lib
from .constants import Status
from .error import AcmeError, Subproblem
from .problem import CLASSES, UnknownProblemError


def error_of(error: Any, status: int = 0) -> AcmeError:
    """The exception of an error, which is freed. It may be NULL when the status is known."""
    try:
        return lent_error(error, status)
    finally:
        lib.acme_error_free(error)


def take_error(errors: Any, status: int = 0) -> AcmeError:
    """The exception of the error that a call wrote, which is made ready for the next."""
    try:
        return lent_error(errors[0], status)
    finally:
        lib.acme_error_clear(errors)


def lent_error(error: Any, status: int = 0) -> AcmeError:
    """The exception of an error that is lent."""
    status = lib.acme_error_status(error) or status
    made = CLASSES.get(Status(status), UnknownProblemError)(text_of(lib.acme_error_message(error)) or _name(status))
    made.status = Status(status)
    made.step = text_of(lib.acme_error_step(error))
    made.subject = text_of(lib.acme_error_subject(error))
    made.problem_type = text_of(lib.acme_error_problem_type(error))
    made.title = text_of(lib.acme_error_problem_title(error))
    made.detail = text_of(lib.acme_error_detail(error))
    made.instance = text_of(lib.acme_error_problem_instance(error))
    made.http_status = lib.acme_error_http_status(error) or None
    made.retry_after = _retry_after(error)
    made.help_url = text_of(lib.acme_error_help_url(error))
    made.action_url = text_of(lib.acme_error_action_url(error))
    made.problem = json_of(text_of(lib.acme_error_problem_json(error)))
    made.subproblems = tuple(_subproblem(error, index) for index in range(lib.acme_error_subproblem_count(error)))
    return made


def _name(status: int) -> str:
    return text_of(lib.acme_status_name(status)) or str(status)


def _retry_after(error: Any) -> float | None:
    wait = ffi.new("uint64_t *")
    return wait[0] / 1000 if lib.acme_error_retry_after_ms(error, wait) else None


def _subproblem(error: Any, index: int) -> Subproblem:
    return Subproblem(
        text_of(lib.acme_error_subproblem_type(error, index)),
        text_of(lib.acme_error_subproblem_detail(error, index)),
        text_of(lib.acme_error_subproblem_identifier_type(error, index)),
        text_of(lib.acme_error_subproblem_identifier_value(error, index)),
    )
