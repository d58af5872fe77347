"""Taking a petition down by hand, and watching where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from core import masking
from core.actors import Actor
from core.htmx import page
from grids.locate import Place, locate
from petitions import catalogue, intake, permissions, routing
from petitions.deadlines import NoLimit
from petitions.duplicates import Probe
from petitions.enums import Channel
from petitions.forms.register import RegisterForm
from petitions.intake import Receipt
from petitions.models import WorkOrder
from petitions.routing import Decision, Matter
from petitions.views import alike
from petitions.views.alike import Alike

SPEAK_WITH_CALLERS = ("intake", "caller")
PATIENCE = timedelta(seconds=30)  # with a worker that should need two


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    form = RegisterForm(request.POST or None, initial={"channel": _usual_channel(request.actor)})
    belongs_to = _belongs_to(request)
    receipt = _receive(form, request.actor, belongs_to)
    if receipt:
        return _registered(request, receipt, belongs_to)
    context = {
        "form": form,
        "crumbs": [(_("Work orders"), reverse("petitions:orders"))],
        "foresight": foresee(request.POST, request.actor),
        "notice": intake.PRIVACY_NOTICE,
    }
    return page(request, "petitions/register.html", context, status=422 if form.is_bound else 200)


def _allow(actor: Actor) -> None:
    if not permissions.may_register(actor):
        raise PermissionDenied(_("Petitions are taken down by intake, dispatchers, callers, streets and grids."))


def _usual_channel(actor: Actor) -> str:
    if actor.has("intake", "dispatcher", "caller", "supervisor", "office_admin"):
        return Channel.HOTLINE_12345
    return Channel.HOUSEHOLD_VISIT if actor.has("street_coordinator") else Channel.GRID_REPORT


def _belongs_to(request: HttpRequest) -> str:
    """The order that the call taker means to merge it into, of those they may see."""
    number = request.POST.get("belongs_to", "")
    if not (number and alike.may_merge(request.actor)):
        return ""
    return number if WorkOrder.objects.visible_to(request.actor).filter(number=number).exists() else ""


def _receive(form: RegisterForm, actor: Actor, belongs_to: str) -> Receipt | None:
    if not form.is_valid():
        return None
    try:
        return intake.receive(form.submission(), by=actor, at=timezone.now(), belongs_to=belongs_to)
    except intake.Rejected as rejected:
        form.refuse(rejected.refusals)
    except NoLimit as missing:
        form.refuse([missing])
    return None


def _registered(request: HttpRequest, receipt: Receipt, belongs_to: str) -> HttpResponse:
    """To the merge that was meant, to be confirmed; else to the order, where the worker's decision appears; or on to
    the next form for who may not see the order."""
    order = WorkOrder.objects.get(pk=receipt.petition.work_order_id)
    if receipt.is_new and belongs_to:
        messages.success(request, _("Registered as %(number)s. Confirm the merge.") % {"number": order.number})
        return redirect(alike.merge_url(order.number, belongs_to))
    if receipt.is_new:
        messages.success(request, _("Registered as %(number)s. It is being routed.") % {"number": order.number})
    else:
        messages.info(request, _("This form was sent before: it is order %(number)s.") % {"number": order.number})
    if WorkOrder.objects.visible_to(request.actor).filter(pk=order.pk).exists():
        return redirect("petitions:order", order.number)
    return redirect("petitions:register")


# --- where it would go


@dataclass(frozen=True)
class Foresight:
    """What the entries so far lead to."""

    place: Place | None
    decision: Decision | None
    alike: Alike


@require_POST  # it changes nothing, but an address belongs in no log of addresses
def preview(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    return page(request, "petitions/_foresight.html", {"foresight": foresee(request.POST, request.actor)})


def foresee(entered: Mapping[str, str], actor: Actor) -> Foresight:
    address, grid_code = entered.get("address", "").strip(), entered.get("grid_code", "").strip()
    place = locate(grid_code=grid_code, address=address) if address or grid_code else None
    matter = _matter(entered, place.code if place else "")
    found = _alike(entered, matter, actor)
    if not entered.get("category"):
        return Foresight(place, None, found)
    return Foresight(place, routing.decide(matter, catalogue.load(), timezone.localdate()), found)


def _alike(entered: Mapping[str, str], matter: Matter, actor: Actor) -> Alike:
    """Whether the caller is a repeat is for those who speak with callers: a number tried by others tells nothing."""
    now, phone = timezone.now(), entered.get("phone", "").strip()
    text = masking.redact(entered.get("content", "").strip(), name=entered.get("name", "").strip())
    is_repeat = bool(phone and actor.has(*SPEAK_WITH_CALLERS)) and intake.was_closed_before(
        phone, matter.category_id, at=now
    )
    probe = Probe(text, place_code=matter.place_code, category_id=matter.category_id)
    return alike.of_entries(probe, actor, now, is_repeat=is_repeat, chosen=entered.get("belongs_to", ""))


def _matter(entered: Mapping[str, str], place_code: str) -> Matter:
    duties = catalogue.load()
    sort = duties.by_code.get(entered.get("category", ""))
    target = duties.by_unit_code.get(entered.get("target_department", ""))
    kind = entered.get("kind") or (sort.default_kind if sort else "")
    return Matter(sort.id if sort else None, kind, place_code, target.id if target else None)


# --- where it went


@require_GET
def routing_state(request: HttpRequest, number: str) -> HttpResponse:
    """Asked every second by the page of an order that waits for the worker. Once the worker has looked, the page loads
    itself anew; when it takes too long, it stops asking."""
    order = get_object_or_404(WorkOrder.objects.visible_to(request.actor), number=number)
    if not order.waits_for_routing:
        return HttpResponseClientRefresh()
    has_given_up = timezone.now() - (order.clock_started_at or order.registered_at) > PATIENCE
    context = {"order": order, "has_given_up": has_given_up}
    return page(request, "petitions/_routing_state.html", context)
