"""Work orders: the list, one order, and what is done to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    raise Http404


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    raise Http404
