"""党建体检: the rounds, one round with its progress and bands, one organisation's check. Nobody is ranked."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.components import Bar, Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import checkups, health
from partyorgs.enums import HealthLevel, RedItem
from partyorgs.filters import OrganizationFilter
from partyorgs.forms.health import Check, OpenRound
from partyorgs.models import HealthCheck, HealthRound
from partyorgs.permissions import may_edit_organization, may_keep
from partyorgs.views.trying import find, must, must_see, succeeds

ROUNDS_SHOWN = 20
LEVEL_TONES = {HealthLevel.HEALTHY: "green", HealthLevel.SUB_HEALTHY: "amber", HealthLevel.UNHEALTHY: "red"}


@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    must_see(request)
    form = OpenRound(request.POST or None)
    now, made = timezone.now(), []
    if request.method == "POST":
        must(may_keep(request.actor))
        if succeeds(
            form, lambda: made.append(checkups.open_round(by=request.actor, at=now, **form.cleaned_data))
        ):  # fmt: skip
            return redirect("partyorgs:round", made[0].pk)
    context = {
        "rounds": HealthRound.objects.select_related("root").order_by("-year", "-id")[:ROUNDS_SHOWN],
        "form": form, "may_keep": may_keep(request.actor), "today": timezone.localdate(),
        "empty": Empty(_("No round has been opened yet.")),
    }  # fmt: skip
    return page(request, "partyorgs/rounds.html", context, status=422 if form.errors else 200)


@require_GET
def show_round(request: HttpRequest, pk: int) -> HttpResponse:
    must_see(request)
    round_, on = _round(pk), timezone.localdate()
    last = HealthCheck.objects.filter(round=round_, is_last=True).order_by().values("organization_id")
    listing = Listing(
        request,
        checkups.scope(round_, on).with_place(),
        filterset=OrganizationFilter,
        columns=(
            Column("name", _("Organisation"), sort=("code",)),
            Column("place", _("Stands in")),
            Column("index", _("Health index")),
            Column("red", _("Red items")),
            Column("rectify", _("To be put right by")),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="name",
        row="partyorgs/_check_row.html",
        caption=round_.title,
        tabs=(
            Tab("open", _("Not yet checked"), ~Q(pk__in=last), done=_("All are checked.")),
            *(
                Tab(level, level.label, Q(pk__in=last.filter(level=level)), alert=level == HealthLevel.UNHEALTHY)
                for level in HealthLevel
            ),
            Tab("all", _("All")),
        ),
        empty=Empty(_("All are checked."), kind="done"),
    )
    _dress(request, listing.rows, round_)
    counts = checkups.bands(round_, on)
    context = {
        "round": round_, "listing": listing, "counts": counts, "may_keep": may_keep(request.actor),
        "bars": [Bar(str(level.label), counts[level]) for level in HealthLevel],
        "items": round_.template.items.order_by("order"),
        "crumbs": [(_("Health checks"), reverse("partyorgs:rounds"))],
        "is_late": round_.closed_at is None and round_.due_on < on,
    }  # fmt: skip
    return page(request, "partyorgs/round.html", context, fragment=listing.fragment)


def _round(pk: int) -> HealthRound:
    return get_object_or_404(HealthRound.objects.select_related("root", "template"), pk=pk)


def _dress(request: HttpRequest, rows: list, round_: HealthRound) -> None:
    """Each with its last check, the red items of that day, and whether this person may check it."""
    checks = HealthCheck.objects.filter(round=round_, is_last=True, organization__in=[row.pk for row in rows])
    known = {check.organization_id: check for check in checks.order_by("pk")}
    for row in rows:
        row.check_made = known.get(row.pk)
        row.red = [RedItem(item).label for item in row.check_made.red_items] if row.check_made else []
        row.tone = LEVEL_TONES.get(row.check_made.level, "") if row.check_made else ""
        row.check_url = reverse("partyorgs:check", args=[round_.pk, row.code])
        row.may_check = round_.closed_at is None and may_edit_organization(request.actor, row)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    must_see(request)
    must(may_keep(request.actor))
    checkups.close_round(_round(pk), by=request.actor, at=timezone.now())
    messages.success(request, _("The round is closed."))
    return redirect("partyorgs:round", pk)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What was found, and the form of the next check for whoever may make it."""
    row, round_ = find(request, code), _round(pk)
    items = list(round_.template.items.order_by("order"))
    made = list(HealthCheck.objects.filter(round=round_, organization=row).order_by("-number"))
    may = round_.closed_at is None and may_edit_organization(request.actor, row)
    form = Check(request.POST or None, items=items, initial={"number": len(made) + 1})
    now = timezone.now()
    if request.method == "POST":
        must(may)
        if succeeds(form, lambda: checkups.record(round_, row, by=request.actor, at=now, **form.said)):
            messages.success(request, _("The check is on record."))
            return redirect("partyorgs:check", pk, code)
    context = {
        "row": row, "round": round_, "form": form, "may": may, "made": made,
        "result": checkups.result_of(made[0]) if made else None,
        "last_red": [RedItem(item).label for item in made[0].red_items] if made else [],
        "red": [item.label for item in health.red_items(checkups.facts(row), timezone.localdate())],
        "cap": health.CAP,
        "crumbs": [
            (_("Health checks"), reverse("partyorgs:rounds")),
            (round_.title, reverse("partyorgs:round", args=[round_.pk])),
        ],
    }  # fmt: skip
    return page(request, "partyorgs/check.html", context, status=422 if form.errors else 200)
