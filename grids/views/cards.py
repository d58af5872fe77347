"""The card of an area or a grid: who serves it, what is open in it, what lies in it, what it was before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from grids import cards, directory
from grids.views import asking


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    asking.admit(request)
    if code != asking.whole_code(code):
        return redirect("grids:card", code=asking.whole_code(code))
    subject = asking.subject(request, code)
    query = f"?on={subject.on}" if not subject.is_today else ""
    boxes = cards.boxes(request.actor, subject)
    context = {
        "subject": subject,
        "is_in_force": subject.place.is_active(subject.on),
        "crumbs": [(area.name, reverse("grids:card", args=[area.code]) + query)
                   for area in directory.path(subject.place, subject.on)],
        "main_boxes": [box for box in boxes if not box.is_aside],
        "aside_boxes": [box for box in boxes if box.is_aside],
        "query": query,
    }  # fmt: skip
    return render(request, "grids/card.html", context)
