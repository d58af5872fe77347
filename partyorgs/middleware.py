"""Gives every request its actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from partyorgs import roles


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`request.actor`, looked up when first asked for: a page that needs no role costs no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: roles.actor(request.user))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
