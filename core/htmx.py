"""One URL, one template: a whole page for a browser, its changing part for htmx."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """Render `template`, or for htmx only its `fragment`.

    A fragment is a `{% partialdef %}` of the template by its name, or another template: "a/b.html", "a/b.html#part".
    A page that the browser's back button asks for again is asked for whole.
    """
    if fragment and wants_fragment(request):
        template = fragment if "/" in fragment else f"{template}#{fragment}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
