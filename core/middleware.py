"""What happens to every request: a number for the log, the content policy, no caches, the end of an idle session."""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
RENEW_AFTER = 60  # seconds; so that not every page a person opens writes the session

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id(get_response: GetResponse) -> GetResponse:
    """Number the request, or keep the number the proxy in front of us gave it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        number = given if re.fullmatch(r"[\w.-]{8,64}", given, re.ASCII) else uuid4().hex
        token = _request_id.set(number)
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-Id"] = number
        return response

    return middleware


def current_request_id() -> str:
    """The number a person reads to whoever looks into the log."""
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return middleware


def no_store(get_response: GetResponse) -> GetResponse:
    """What was shown to somebody who logged in stays in no cache: others may use the same computer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def idle_logout(get_response: GetResponse) -> GetResponse:
    """A session ends SESSION_COOKIE_AGE after the last request, give or take RENEW_AFTER."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _renew(request.session, request.user.last_login)
        return get_response(request)

    return middleware


def _renew(session: SessionBase, logged_in_at: datetime | None) -> None:
    now = int(time.time())
    renewed = session.get("renewed") or (logged_in_at.timestamp() if logged_in_at else 0)
    if now - renewed > RENEW_AFTER:
        session["renewed"] = now
