"""The mark that lies over pages with identities, as a picture: the content policy allows no style made for one page."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from petitions import watermark


@require_GET
def show(request: HttpRequest, user_id: int, minute: int) -> HttpResponse:
    """Only one's own, and only of the last day: nobody makes a mark of somebody else."""
    now = timezone.now()
    oldest = watermark.of(request.user, at=now - watermark.KEPT_FOR).minute
    newest = watermark.of(request.user, at=now).minute
    if user_id != request.user.pk or not oldest <= minute <= newest:
        raise Http404
    mark = watermark.of(request.user, at=datetime.fromtimestamp(minute * watermark.MINUTE, tz=UTC))
    svg = render_to_string("petitions/watermark.svg", {"text": mark.text})
    headers = {"Cache-Control": "private, max-age=600, immutable"}  # its address names person and minute
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)
