"""The first page of the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return redirect("petitions:orders")
