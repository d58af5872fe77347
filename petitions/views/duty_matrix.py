"""权责矩阵: who leads, who cooperates, who finds; where nobody does, and where several do."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.actors import Actor
from core.htmx import page
from partyorgs.models import DutyItem
from petitions import catalogue, dutyuse, findings, matrix
from petitions.catalogue import Catalogue
from petitions.forms.duties import DISPATCHED_BY, MatrixForm
from petitions.matrix import Draft, Item, Matrix, Row
from petitions.models import DutyFinding, WorkOrder
from petitions.permissions import may_see_duties

LEGEND = (*matrix.WORDS.items(),)
NEWEST = 8


def admit(request: HttpRequest) -> None:
    if not may_see_duties(request.actor):
        raise PermissionDenied(_("The duty lists are for those who have a part in the work here."))


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    admit(request)
    lists = catalogue.load()
    form = MatrixForm(request.GET, fields_of_work=_fields_of_work())
    asked = form.asked()
    whole = _matrix(lists, asked, at=timezone.now())
    shown = whole.only(_chosen(whole.rows, asked)) if asked["only"] or asked["unreachable"] else whole
    context = {
        "form": form, "matrix": shown, "on": asked["on"], "against": asked["against"], "legend": LEGEND,
        "counts": [(verdict, whole.count(verdict)) for verdict in (matrix.GAP, matrix.OVERLAP, matrix.DISPUTED)],
        "days": _days(), "changed": sum(row.is_changed for row in whole.rows),
    }  # fmt: skip
    return page(request, "petitions/duty_matrix.html", context)


@require_GET
def show_item(request: HttpRequest, code: str) -> HttpResponse:
    """The drawer of a row, or a page of its own: text, basis, petitions, disputes."""
    admit(request)
    lists = catalogue.load()
    on = parse_date(request.GET.get("on", "")) or timezone.localdate()
    item = _version(code, on)
    category_ids = dutyuse.categories_of(code, lists, on) or _last_categories(code, lists)
    if item is None and not category_ids:
        raise Http404(_("No duty list has an item of this code."))
    sorts = [lists.categories[category_id] for category_id in category_ids]
    context = {
        "item": item, "code": code, "on": on, "sorts": sorts,
        "title": item.title if item else sorts[0].name,
        "is_in_force": item is not None and item.is_active(on),
        "use": dutyuse.total(dutyuse.by_category(at=timezone.now()), category_ids),
        "precedents": _precedents(category_ids, request.actor),
        "findings": _findings(category_ids),
        "newest": _newest(category_ids, request.actor),
        "crumbs": [(_("Duty matrix"), reverse("petitions:duty-matrix"))],
    }  # fmt: skip
    return page(request, "petitions/duty_item.html", context, fragment="drawer")


# --- the matrix


def _matrix(lists: Catalogue, asked: dict[str, Any], *, at: datetime) -> Matrix:
    """Both days by the same rows of the year: what changed is the lists."""
    uses, awards = dutyuse.by_category(at=at), list(findings.awards())
    gone = findings.units_gone(on=asked["on"])
    items = list(_items(asked))

    def draft(on: date) -> Draft:
        in_force = [_value(item) for item in items if item.is_active(on)]
        made = matrix.draft(in_force, lists, uses=uses, awards=awards, gone=gone, on=on)
        return _of_the_lists_asked_for(made, asked)

    before = draft(asked["against"]) if asked["against"] else None
    return matrix.lay_out(draft(asked["on"]), before)


def _items(asked: dict[str, Any]) -> QuerySet[DutyItem]:
    days = [day for day in (asked["on"], asked["against"]) if day]
    in_force = Q()
    for day in days:
        in_force |= Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    items = DutyItem.objects.filter(in_force).prefetch_related("cooperations").order_by("code", "valid_from")
    return items.filter(list_kind=asked["duty_list"]) if asked["duty_list"] else items


def _value(item: DutyItem) -> Item:
    helpers = tuple(part.department_id for part in item.cooperations.all())
    return Item(item.code, item.title, item.lead_id, helpers)


def _of_the_lists_asked_for(made: Draft, asked: dict[str, Any]) -> Draft:
    """One field of work, or one list; where none is named, what petitions are dispatched by."""

    def is_wanted(code: str) -> bool:
        codes = [made.lists.categories[category_id].code for category_id in made.categories.get(code, ())]
        if asked["category"] and not any(number.startswith(asked["category"]) for number in codes):
            return False
        return bool(codes) if asked["duty_list"] == DISPATCHED_BY else code in made.items

    marks = {code: marks for code, marks in made.marks.items() if is_wanted(code)}
    return replace(made, marks=marks, items={code: item for code, item in made.items.items() if code in marks})


def _chosen(rows: Iterable[Row], asked: dict[str, Any]) -> list[Row]:
    wanted = [row for row in rows if not asked["only"] or row.verdict in asked["only"]]
    return [row for row in wanted if row.is_out_of_reach] if asked["unreachable"] else wanted


def _fields_of_work() -> list[tuple[str, str]]:
    rows = sorted(catalogue.category_rows().values(), key=lambda row: row.code)
    return [(code, next(group).level1) for code, group in groupby(rows, key=lambda row: row.code[:2])]


def _days() -> list[date]:
    """When the lists last changed."""
    begun = DutyItem.objects.order_by().values_list("valid_from", flat=True)
    ended = DutyItem.objects.filter(valid_to__isnull=False).order_by().values_list("valid_to", flat=True)
    return sorted(begun.union(ended), reverse=True)[:NEWEST]


# --- one item


def _version(code: str, on: date) -> DutyItem | None:
    """The one in force, or the last one there was."""
    items = DutyItem.objects.filter(code=code, valid_from__lte=on).select_related("lead", "moved_to", "street")
    return items.prefetch_related("cooperating").order_by("-valid_from").first()


def _last_categories(code: str, lists: Catalogue) -> list[int]:
    return [
        category_id for category_id, rules in lists.rules.items()
        if category_id in lists.categories and any(rule.duty.code == code for rule in rules)
    ]  # fmt: skip


def _precedents(category_ids: list[int], actor: Actor) -> list[Any]:
    """What was awarded before is for everybody to know; the order behind it for whoever may see it."""
    cases = dutyuse.precedents(category_ids)
    seen = set(
        WorkOrder.objects.visible_to(actor).filter(number__in=[case.order_number for case in cases])
        .order_by().values_list("number", flat=True)
    )  # fmt: skip
    return [(case, case.order_number in seen) for case in cases]


def _findings(category_ids: list[int]) -> list[DutyFinding]:
    return list(DutyFinding.objects.filter(category__in=category_ids, gone_at=None).order_by("-weight", "id"))


def _newest(category_ids: list[int], actor: Actor) -> list[WorkOrder]:
    orders = WorkOrder.objects.visible_to(actor).filter(category__in=category_ids).select_related("lead")
    return list(orders.order_by("-registered_at", "-id")[:NEWEST])
