"""The coordination mechanism: set up, its conveners and members, the groups it forms, the rules it works by.

Every change is an event of the mechanism, under its lock. What changed is kept with what it was before; telephone
numbers are not history, of them only the change itself is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from core.refusals import Refusal
from grids import codes
from grids.models import Area
from partyorgs.enums import MechanismLevel
from partyorgs.models import (
    Convener,
    CoordinationMechanism,
    Department,
    MechanismRule,
    MemberDepartment,
    SpecialWorkingGroup,
)

EXPIRES_SOON = timedelta(days=60)


class NotChanged(Refusal):
    """The mechanism stays as it is."""


@transaction.atomic
def set_up(area: Area, *, by: Actor, at: datetime, **values: Any) -> CoordinationMechanism:
    """A city, a district or a street gets its mechanism."""
    if area.level not in MechanismLevel.values:
        raise NotChanged(
            field="area", code="level", detail=_("Mechanisms exist in the city, in districts and in streets."),
            remedy=_("Choose one of these."),
        )  # fmt: skip
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    if CoordinationMechanism.objects.filter(area=area).exists():
        raise NotChanged(
            field="area", code="exists", detail=_("This area has its mechanism already."),
            remedy=_("Change that one on its page."),
        )  # fmt: skip
    mechanism = CoordinationMechanism.objects.create(area=area, level=area.level, **values)
    ledger.record(mechanism, "mechanism.set_up", by=by, at=at, area=area.code, **_told(values))
    return mechanism


@transaction.atomic
def amend(mechanism: CoordinationMechanism, *, by: Actor, at: datetime, **values: Any) -> CoordinationMechanism:
    mechanism = _locked(mechanism)
    _change(mechanism, mechanism, "mechanism.amended", values, by=by, at=at)
    return mechanism


@transaction.atomic
def convene(
    mechanism: CoordinationMechanism, *, rank: str, post: str, name: str, by: Actor, at: datetime
) -> Convener:  # fmt: skip
    mechanism = _locked(mechanism)
    said = {"rank": rank, "post": post.strip(), "name": name.strip()}
    convener, is_new = Convener.objects.get_or_create(defaults=None, mechanism=mechanism, **said)
    if is_new:
        ledger.record(mechanism, "mechanism.convener_named", by=by, at=at, **said)
    return convener


@transaction.atomic
def dismiss(convener: Convener, *, by: Actor, at: datetime) -> None:
    """Somebody convenes no longer. Said twice it is once."""
    mechanism = _locked(convener.mechanism)
    gone, _rows = Convener.objects.filter(pk=convener.pk).delete()
    if gone:
        said = {"rank": convener.rank, "post": convener.post, "name": convener.name}
        ledger.record(mechanism, "mechanism.convener_left", by=by, at=at, **said)


# --- members


@transaction.atomic
def admit(
    mechanism: CoordinationMechanism, department: Department, *, joined_on: date, by: Actor, at: datetime, **values: Any
) -> MemberDepartment:  # fmt: skip
    mechanism = _locked(mechanism)
    before = mechanism.members.filter(department=department)
    if before.filter(left_on=None).exists():
        raise NotChanged(
            field="department", code="member", detail=_("This department is a member already."),
            remedy=_("Change what is kept of it on the page of the mechanism."),
        )  # fmt: skip
    last = before.order_by("-left_on", "-id").values_list("left_on", flat=True).first()
    if last and joined_on < last:
        raise NotChanged(
            field="joined_on", code="too_early",
            detail=_("It was a member until %(day)s.") % {"day": moments.full_day(last)},
            remedy=_("Give that day or a later one."),
        )  # fmt: skip
    member = MemberDepartment.objects.create(
        mechanism=mechanism, department=department, joined_on=joined_on, **values
    )  # fmt: skip
    ledger.record(
        mechanism, "mechanism.member_joined", by=by, at=at, department=department.code, on=joined_on, **_told(values)
    )
    return member


@transaction.atomic
def amend_member(member: MemberDepartment, *, by: Actor, at: datetime, **values: Any) -> MemberDepartment:
    mechanism = _locked(member.mechanism)
    member = MemberDepartment.objects.select_related("department").get(pk=member.pk)
    _change(
        mechanism, member, "mechanism.member_amended", values, by=by, at=at, department=member.department.code
    )  # fmt: skip
    return member


@transaction.atomic
def leave(member: MemberDepartment, *, on: date, reason: str, by: Actor, at: datetime) -> MemberDepartment:
    """The department is a member no longer; its row stays as history. Said twice it is once."""
    mechanism = _locked(member.mechanism)
    member = MemberDepartment.objects.select_related("department").get(pk=member.pk)
    if member.left_on:
        return member
    if on <= member.joined_on:
        raise NotChanged(
            field="on", code="order", detail=_("It has been a member since %(day)s.")
            % {"day": moments.full_day(member.joined_on)}, remedy=_("Give a later day."),
        )  # fmt: skip
    member.left_on = on
    member.save(update_fields=["left_on"])
    ledger.record(
        mechanism, "mechanism.member_left", by=by, at=at, department=member.department.code, on=on, reason=reason
    )
    return member


# --- special working groups


@transaction.atomic
def form_group(
    mechanism: CoordinationMechanism, *, members: Sequence[Department], by: Actor, at: datetime, **values: Any
) -> SpecialWorkingGroup:  # fmt: skip
    """A group for one task, with its last day already known."""
    mechanism = _locked(mechanism)
    _check_term(values["begins_on"], values["ends_on"])
    if mechanism.working_groups.filter(name=values["name"]).exists():
        raise _named_twice()
    group = SpecialWorkingGroup.objects.create(mechanism=mechanism, **values)
    group.members.set(members)
    ledger.record(mechanism, "mechanism.group_formed", by=by, at=at, members=_codes(members), **_told(values))
    return group


@transaction.atomic
def amend_group(
    group: SpecialWorkingGroup, *, members: Sequence[Department], by: Actor, at: datetime, **values: Any
) -> SpecialWorkingGroup:  # fmt: skip
    """Also how a group is prolonged, or ended before its time."""
    mechanism = _locked(group.mechanism)
    group = SpecialWorkingGroup.objects.select_related("lead").get(pk=group.pk)
    _check_term(values.get("begins_on", group.begins_on), values.get("ends_on", group.ends_on))
    if mechanism.working_groups.filter(name=values.get("name", group.name)).exclude(pk=group.pk).exists():
        raise _named_twice()
    before, after = _codes(group.members.order_by("code")), _codes(members)
    data: dict[str, Any] = {"group": group.name}
    if before != after:
        group.members.set(members)
        data["members"] = [before, after]
    _change(mechanism, group, "mechanism.group_amended", values, by=by, at=at, always=before != after, **data)
    return group


def state_of(group: SpecialWorkingGroup, *, on: date) -> str:
    """Where a group stands: "coming", "working", "ending" (within sixty days) or "ended"."""
    if on < group.begins_on:
        return "coming"
    if on >= group.ends_on:
        return "ended"
    return "ending" if group.ends_on - on <= EXPIRES_SOON else "working"


# --- rules it works by


@transaction.atomic
def add_rule(mechanism: CoordinationMechanism, *, by: Actor, at: datetime, **values: Any) -> MechanismRule:
    mechanism = _locked(mechanism)
    key = {"title": values["title"], "document": values["document"]}
    rule, is_new = MechanismRule.objects.get_or_create(mechanism=mechanism, **key, defaults=values)
    if is_new:
        ledger.record(mechanism, "mechanism.rule_added", by=by, at=at, **_told(values))
    return rule


@transaction.atomic
def drop_rule(rule: MechanismRule, *, by: Actor, at: datetime) -> None:
    mechanism = _locked(rule.mechanism)
    gone, _rows = MechanismRule.objects.filter(pk=rule.pk).delete()
    if gone:
        ledger.record(mechanism, "mechanism.rule_dropped", by=by, at=at, title=rule.title, document=rule.document)


# --- reading


def above(mechanism: CoordinationMechanism) -> CoordinationMechanism | None:
    """The mechanism of the next area above that has one."""
    chain = list(codes.ancestors(mechanism.area.code))
    rows = CoordinationMechanism.objects.filter(area__code__in=chain).select_related("area")
    return max(rows.order_by("area__code"), key=lambda row: chain.index(row.area.code), default=None)


# ---


def _locked(mechanism: CoordinationMechanism) -> CoordinationMechanism:
    return CoordinationMechanism.objects.select_for_update(of=("self",)).get(pk=mechanism.pk)


def _change(
    mechanism: CoordinationMechanism, row: Model, kind: str, values: dict[str, Any], *, by: Actor, at: datetime,
    always: bool = False, **data: Any,
) -> None:  # fmt: skip
    """Write what is different, and one event of it; nothing where nothing is."""
    changed = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    if not changed and not always:
        return
    for name, (_before, value) in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    told = {
        name: None if name.endswith("_phone") else [_plain(part) for part in pair] for name, pair in changed.items()
    }
    ledger.record(mechanism, kind, by=by, at=at, changed=told, **data)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if not name.endswith("_phone") and value}


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Department) else value


def _codes(departments: Iterable[Department]) -> list[str]:
    return sorted(unit.code for unit in departments)


def _check_term(begins_on: date, ends_on: date) -> None:
    if ends_on <= begins_on:
        raise NotChanged(
            field="ends_on", code="order", detail=_("The end must lie after the beginning."),
            remedy=_("Give a later end: a group without one would be a new department."),
        )  # fmt: skip


def _named_twice() -> NotChanged:
    return NotChanged(
        field="name", code="exists", detail=_("The mechanism has a group of this name already."),
        remedy=_("Give it another name, or prolong the one there is."),
    )  # fmt: skip
