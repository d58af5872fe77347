"""How many calls a minute a key may make, and the headers that tell its holder."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)

WINDOW = 60  # seconds
STAFF_PER_MINUTE = 600


@dataclass(frozen=True, slots=True)
class Allowance:
    limit: int
    used: int
    reset: int  # seconds until it starts anew

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class PerMinute(BaseThrottle):
    """Counts calls in fixed minutes: one number a caller, where a list of moments would grow with the traffic."""

    def __init__(self) -> None:
        self.allowance: Allowance | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        caller, limit = _caller(request)
        self.allowance = request._request.allowance = _count(caller, limit, time.time()) if caller else None
        return self.allowance is None or self.allowance.used <= self.allowance.limit

    def wait(self) -> float | None:
        return self.allowance.reset if self.allowance else None


def rate_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every answer of the API tells what is left."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        allowance = getattr(request, "allowance", None)
        if allowance:
            response.headers["RateLimit-Limit"] = str(allowance.limit)
            response.headers["RateLimit-Remaining"] = str(allowance.remaining)
            response.headers["RateLimit-Reset"] = str(allowance.reset)
        return response

    return middleware


def _caller(request: Request) -> tuple[str, int]:
    if request.auth is not None:
        return f"key:{request.auth.pk}", request.auth.rate_per_minute
    return (f"user:{request.user.pk}", STAFF_PER_MINUTE) if request.user.is_authenticated else ("", 0)


def _count(caller: str, limit: int, now: float) -> Allowance | None:
    """None when the cache is away: a limit is a courtesy between systems, no reason to lose a petition."""
    window = int(now // WINDOW)
    name = f"rate:{caller}:{window}"
    try:
        cache.add(name, 0, timeout=2 * WINDOW)
        used = cache.incr(name)
    except (RedisError, ValueError) as error:
        log.warning("Calls of %s are not counted: %s", caller, error)
        return None
    return Allowance(limit, used, reset=WINDOW - int(now) % WINDOW)
