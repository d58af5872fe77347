"""How an error becomes an answer: whatever a view, a rule or the framework raises ends as a Problem."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from core.api.catalogue import CATALOGUE
from core.api.problems import CONTENT_TYPE, Fault, Problem
from core.api.remedies import remedy_for
from core.refusals import Refusal, Refusals

log = logging.getLogger(__name__)

TRY_AGAIN = {"Retry-After": "5"}


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The exception handler of the API (settings.REST_FRAMEWORK)."""
    request = context["request"]
    set_rollback()
    problem = _problem_of(error, in_query=request.method in ("GET", "HEAD", "OPTIONS", "DELETE"))
    if problem.status_code >= 500:
        _report(error, request)
    headers = {**problem.headers, **_headers_of(error)}
    return Response(problem.as_json(request.path), problem.status_code, headers=headers, content_type=CONTENT_TYPE)


SIMPLE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.AuthenticationFailed, "key_not_valid"),
    ((exceptions.PermissionDenied, PermissionDenied), "permission_denied"),
    ((exceptions.NotFound, Http404), "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.Throttled, "throttled"),
    (RequestDataTooBig, "too_large"),
    ((exceptions.ParseError, SuspiciousOperation), "malformed"),
)


def _problem_of(error: Exception, *, in_query: bool) -> Problem:
    root = "?" if in_query else "#"
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        return _of_refusal(error, root)
    if isinstance(error, Refusals):
        return _of_faults([_fault_of(refusal, root) for refusal in error.refusals])
    if isinstance(error, ModelValidationError):
        return _of_faults(list(_faults(get_error_detail(error), root)))
    if isinstance(error, exceptions.ValidationError):
        return _of_faults(list(_faults(error.detail, root)))
    return _of_framework(error)


def _of_framework(error: Exception) -> Problem:
    for kinds, code in SIMPLE:
        if isinstance(error, kinds):
            return Problem(code, detail=_own_words(error))
    if isinstance(error, OperationalError):
        return Problem("unavailable", headers=TRY_AGAIN)
    return Problem("internal_error")


def _of_refusal(refusal: Refusal, root: str) -> Problem:
    code = refusal.code if refusal.code in CATALOGUE else "invalid_input" if refusal.field else "conflict"
    faults = [_fault_of(refusal, root)] if refusal.field else []
    return Problem(code, detail=refusal.detail, remedy=refusal.remedy, faults=faults)


def _fault_of(refusal: Refusal, root: str) -> Fault:
    return Fault(_pointer(root, refusal.field), refusal.code, refusal.detail, refusal.remedy)


def _of_faults(faults: list[Fault]) -> Problem:
    count = len(faults)
    detail = ngettext("%(count)s value needs correcting.", "%(count)s values need correcting.", count)
    return Problem("invalid_input", detail=detail % {"count": count}, faults=faults)


def _faults(detail: Any, pointer: str) -> Iterator[Fault]:
    """Flatten what serializers, filters and forms nest: a message for each place that is wrong."""
    if isinstance(detail, dict):
        for field, inner in detail.items():
            whole = field == api_settings.NON_FIELD_ERRORS_KEY
            yield from _faults(inner, pointer if whole else _pointer(pointer, str(field)))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _faults(inner, _pointer(pointer, str(index)) if nested else pointer)
    else:
        code = getattr(detail, "code", "invalid")
        yield Fault(pointer, code, str(detail), remedy_for(code))


def _pointer(parent: str, name: str) -> str:
    if parent.startswith("?"):
        return f"{parent}.{name}" if len(parent) > 1 else f"?{name}"
    return f"{parent}/{name.replace('~', '~0').replace('/', '~1')}"


def _own_words(error: Exception) -> str:
    """What the framework says of a fault of form. What a view says on purpose comes as Problem or Refusal."""
    if isinstance(error, exceptions.ParseError | exceptions.UnsupportedMediaType | exceptions.MethodNotAllowed):
        return str(error.detail)
    if isinstance(error, exceptions.Throttled) and error.wait is not None:
        return _("The limit is reached. It starts anew in %(seconds)s seconds.") % {"seconds": round(error.wait)}
    if isinstance(error, exceptions.PermissionDenied) and error.detail != error.default_detail:
        return str(error.detail)
    return ""


def _headers_of(error: Exception) -> dict[str, str]:
    challenge = getattr(error, "auth_header", None)
    wait = getattr(error, "wait", None)
    return {
        **({"WWW-Authenticate": challenge} if challenge else {}),
        **({"Retry-After": str(max(1, round(wait)))} if wait is not None else {}),
    }


def _report(error: Exception, request: Any) -> None:
    """The log gets the whole story, the caller only its number; the signal lets tests see the error itself."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request._request)
