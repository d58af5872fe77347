"""Work orders: the list of them, one of them, and who said it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.components import Empty
from core.htmx import page, wants_fragment
from core.listing import BulkAction, Column, Listing, Tab
from petitions import bulk, confidentiality, disclosures, permissions, queues
from petitions.confidentiality import Identity
from petitions.disclosures import NotDisclosed
from petitions.enums import ENDED, OPEN, Status
from petitions.filters import WorkOrderFilter
from petitions.forms.order import Reveal
from petitions.models import WorkOrder
from petitions.views import order_page
from petitions.views.rows import dress

IDENTITY = "petitions/_identity.html"
MORE_FILTERS = (
    "due", "status", "kind", "urgency", "channel", "registered", "mine", "confidential", "repeat", "rework",
)  # fmt: skip


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    orders = listing(request, now)
    dress(orders.rows, request.actor, now)
    context = {"listing": orders, "may_register": permissions.may_register(request.actor)}
    return page(request, "petitions/orders.html", context, fragment=orders.fragment)


def listing(request: HttpRequest, now: datetime) -> Listing:
    is_over = request.GET.get("tab") == "closed"
    return Listing(
        request,
        WorkOrder.objects.visible_to(request.actor).select_related("lead"),
        filterset=WorkOrderFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lamp", _("Stage lamp")),
            Column("lead", _("Lead")),
            Column("place", _("Grid")),
            Column("due", _("Deadline"), sort=("due_at", "-registered_at")),  # what has ended: newest first
            Column("registered", _("Registered"), sort=("registered_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="-registered" if is_over else "due",
        row="petitions/_order_row.html",
        caption=_("Work orders"),
        tabs=_tabs(now),
        more=MORE_FILTERS,
        bulk=[
            BulkAction(step.label, reverse("petitions:bulk", args=[step.key])) for step in bulk.offered(request.actor)
        ],
        empty=_nothing(request),
    )


def _tabs(now: datetime) -> tuple[Tab, ...]:
    due = queues.due(now)
    return (
        Tab("all", _("All")),
        Tab("open", _("Not closed"), Q(status__in=OPEN)),
        Tab("desk", _("To accept and dispatch"), Q(status__in=[Status.REGISTERED, Status.ACCEPTED])),
        Tab("dispatched", Status.DISPATCHED.label, Q(status=Status.DISPATCHED)),
        Tab("handling", Status.HANDLING.label, Q(status__in=[Status.HANDLING, Status.REWORKING])),
        Tab("return_pending", Status.RETURN_PENDING.label, Q(status=Status.RETURN_PENDING)),
        Tab("submitted", Status.SUBMITTED.label, Q(status=Status.SUBMITTED)),
        Tab("verifying", Status.VERIFYING.label, Q(status=Status.VERIFYING)),
        Tab("follow_up", Status.FOLLOW_UP.label, Q(status=Status.FOLLOW_UP)),
        Tab("soon", _("About to be overdue"), due["soon"], done=_("Nothing is about to be overdue.")),
        Tab("overdue", _("Overdue"), due["overdue"], alert=True, done=_("Nothing is overdue.")),
        Tab("closed", Status.CLOSED.label, Q(status__in=ENDED)),
    )


def _nothing(request: HttpRequest) -> Empty:
    text = _("A work order is a petition on its way: from acceptance through a unit's handling to the call back.")
    if permissions.may_register(request.actor):
        return Empty(_("No work orders yet"), text, url=reverse("petitions:register"), action=_("Register a petition"))
    return Empty(_("No work orders yet"), text + " " + _("You will find here those that go to your unit or place."))


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page; for htmx the identity as everybody sees it, which takes the place of a revealed one."""
    order = order_page.find(request, number)
    if wants_fragment(request):
        context = order_page.identity_context(request, order, order_page.primary(order))
    else:
        context = order_page.context(request, order)
    return page(request, "petitions/order.html", context, fragment=IDENTITY)


@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Shows for a minute who said it. Never bulk, never without a reason, always on record."""
    order = order_page.find(request, number)
    if not confidentiality.may_reveal(request.actor, order, at=timezone.now()):
        raise PermissionDenied(_("You may not see who this is."))
    petition, form = order_page.primary(order), Reveal(request.POST)
    identity = _reveal(request, order, petition, form)
    status = 200 if identity else 422
    if wants_fragment(request):
        context = order_page.identity_context(request, order, petition, identity=identity, reveal=form)
        return page(request, "petitions/order.html", context, fragment=IDENTITY, status=status)
    response = page(
        request,
        "petitions/order.html",
        order_page.context(request, order, identity=identity, reveal=form),
        status=status,
    )
    if identity:
        seconds = int(disclosures.SHOWN_FOR.total_seconds())
        response.headers["Refresh"] = f"{seconds};url={reverse('petitions:order', args=[number])}"
    return response


def _reveal(request: HttpRequest, order: WorkOrder, petition, form: Reveal) -> Identity | None:
    if not form.is_valid():
        return None
    try:
        return disclosures.reveal(petition, order, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except NotDisclosed as refusal:
        form.add_error(None, str(refusal))
        return None
