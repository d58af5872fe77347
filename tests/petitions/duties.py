"""Duty lists that are not in order: an item dropped, an item too many, a revision proposed."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from partyorgs.enums import DutyAction, RevisionState
from partyorgs.models import Department, DutyChange, DutyItem, DutyRevision
from petitions import catalogue
from petitions.models import Arbitration, Category, DispatchRule, DutyCase, WorkOrder
from tests.factories import SINCE

DAY = timedelta(days=1)


def end(code: str, *, on: date) -> None:
    """From that day on the item is on no list."""
    DutyItem.objects.filter(code=code, valid_to=None).update(valid_to=on)
    catalogue.changed()


def claim(category: Category, lead: Department, *, code: str, area=None) -> DutyItem:
    """Another item for the same matters."""
    item = DutyItem.objects.create(code=code, title=f"{category.name}监管", lead=lead, valid_from=SINCE)
    DispatchRule.objects.create(category=category, duty_code=code, area=area, valid_from=SINCE)
    catalogue.changed()
    return item


def propose(*changes: DutyChange, on: date, state=RevisionState.OPINIONS) -> DutyRevision:
    revision = DutyRevision.objects.create(
        title="清单调整方案", effective_on=on, state=state, opinions_until=on, drafted_at=timezone.now(),
        drafted_by_name="王敏",
    )  # fmt: skip
    for change in changes:
        change.revision = revision
        if change.action != DutyAction.ADD:
            change.base = DutyItem.objects.get(code=change.code, valid_to=None)
    DutyChange.objects.bulk_create(changes)
    return revision


def drops(code: str) -> DutyChange:
    return DutyChange(action=DutyAction.DROP, code=code, title="不再列入")


def gives(code: str, lead: Department, **more) -> DutyChange:
    return DutyChange(action=DutyAction.CHANGE, code=code, title="改由其他单位主责", lead=lead, **more)


def adds(code: str, lead: Department, *categories: str, **more) -> DutyChange:
    return DutyChange(
        action=DutyAction.ADD, code=code, title="新增事项", lead=lead, categories=list(categories), **more
    )  # fmt: skip


def carry_out(revision: DutyRevision) -> None:
    """As whoever approves it does: versions end, versions begin, and the event tells who listens."""
    for change in revision.changes.order_by("code"):
        DutyItem.objects.filter(code=change.code, valid_to=None).update(valid_to=revision.effective_on)
        if change.action != DutyAction.DROP:
            DutyItem.objects.create(
                code=change.code, title=change.title, lead=change.lead, valid_from=revision.effective_on,
                territory_allowed=change.territory_allowed, part=change.part, revision=revision,
            )  # fmt: skip
    catalogue.changed()


def award(order: WorkOrder, lead: Department, *, at: datetime) -> DutyCase:
    """A dispute about an order like this one has ended so before."""
    dispute = Arbitration.objects.create(
        work_order=order, cause="unclear", reason="两家单位均认为不属职责", held_by=order.lead, lead=lead, at=at,
        by_name="王敏", decided_at=at, decided_by_name="宁宁",
    )  # fmt: skip
    return DutyCase.objects.create(
        arbitration=dispute, category=order.category, kind=order.kind, place_code=order.place_code, lead=lead,
        reason="以实际职责为准", decided_at=at, order_number=order.number,
    )  # fmt: skip
