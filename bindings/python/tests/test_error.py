"""What an exception says."""

import pickle

import pytest
from conftest import names, registered, world

from acme_client import AcmeError, ProblemError, RateLimitedError, Status, problem
from acme_client._failure import error_of
from acme_client._library import ffi


def test_an_exception_carries_the_whole_problem() -> None:
    with pytest.raises(RateLimitedError) as raised:
        registered(world("rate-limited")).new_order(names())
    error = raised.value
    assert (error.status, error.http_status, error.step) == (Status.RATE_LIMITED, 429, "newOrder")
    assert error.problem_type == "urn:ietf:params:acme:error:rateLimited"
    assert error.detail == "Too many certificates for this name" and error.detail in str(error)
    assert error.retry_after == 3600 and error.help_url == "https://ca.example/docs/rate-limits"
    assert len(error.subproblems) == 2 and str(error.subproblems[0].identifier) in str(error)
    assert error.problem is not None and len(error.problem["subproblems"]) == 2
    assert isinstance(error, ProblemError) and isinstance(error, AcmeError)
    assert error.subject is not None and error.message == str(error) and error.state is None
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is RateLimitedError and again.__dict__ == error.__dict__ and str(again) == str(error)


def test_each_status_has_a_class_of_its_own() -> None:
    assert set(problem.CLASSES) == set(Status) - {Status.OK}
    assert len(set(problem.CLASSES.values())) == len(problem.CLASSES)
    for status, kind in problem.CLASSES.items():
        assert kind.status == status and kind.__doc__


def test_a_status_of_a_newer_library_is_carried_through() -> None:
    error = error_of(ffi.NULL, 142)
    assert error.status == 142 and error.status.name == "UNKNOWN_142"
    assert type(error) is problem.UnknownProblemError and str(error) == "ACME_STATUS_UNKNOWN"
