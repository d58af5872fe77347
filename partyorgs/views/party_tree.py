"""党组织树: one level a request. A script opens levels in place; without it each level is a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from partyorgs import organizations, signs
from partyorgs.permissions import may_keep
from partyorgs.views.trying import find, must_see

MOST = 100  # of one level at a time


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The level below `at`, or below the root; `after` continues a long one."""
    must_see(request)
    on = timezone.localdate()
    at, after = request.GET.get("at", ""), request.GET.get("after", "")
    here = find(request, at) if at else organizations.root(on)
    level = organizations.below(here, on) if here else organizations.roots(on)
    nodes = list(level.filter(code__gt=after)[: MOST + 1])
    for node in nodes:
        node.signs = signs.of(node, on)
    context = {
        "here": here,
        "above": organizations.above(here) if here else [],
        "nodes": nodes[:MOST],
        "more_url": _more(here.code if here else "", nodes[MOST - 1].code) if len(nodes) > MOST else "",
        "may_keep": may_keep(request.actor),
        "empty": Empty(_("Nothing stands below this organisation.")),
    }
    return page(request, "partyorgs/tree.html", context, fragment="level")


def _more(at: str, after: str) -> str:
    return f"{reverse('partyorgs:tree')}?{urlencode({'at': at, 'after': after})}"
