"""A few items of duty lists and a revision of them, written, asked about and carried out."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs import consultation, dutyversions, enactment, revisions
from partyorgs.dutylists import Change, Item
from partyorgs.enums import DutyAction, DutyListKind, DutyPart, Role
from partyorgs.models import Department, DutyCooperation, DutyItem, DutyRevision
from partyorgs.revisions import Head
from tests import factories
from tests.factories import acting, person

AT = datetime(2026, 12, 1, 9, 0, tzinfo=CITY_TIME)
TODAY, UNTIL, DAY = AT.date(), date(2026, 12, 10), date(2027, 1, 1)
PAVEMENT, MANHOLE, HALLWAY = (f"C-{code}" for code in (factories.PAVEMENT, factories.MANHOLE, factories.HALLWAY))


def drafter() -> Actor:
    return acting(person("ming", "明起草", {"role": Role.OFFICE_ADMIN}))


def decider() -> Actor:
    return acting(factories.people().deputy)


def standing() -> dict[str, Item]:
    return {item.code: item for item in dutyversions.standing()}


def change(item: Item, **said) -> Change:
    return Change(DutyAction.CHANGE, replace(item, since=None, **said), replaces=item.since)


def drop(item: Item, moved_to: str = "") -> Change:
    return Change(DutyAction.DROP, item, moved_to=moved_to, replaces=item.since)


def add(code: str, title: str, lead: str, **said) -> Change:
    categories = said.pop("categories", ())
    return Change(DutyAction.ADD, Item(code, title, lead, **said), categories=categories)


def drafted(*lines: Change, on: date = DAY, title: str = "2027年版") -> DutyRevision:
    revision = revisions.draft(Head(title, on, document="澄编办〔2026〕9号"), by=drafter(), at=AT)
    for line in lines:
        revisions.write(revision, line, by=drafter(), at=AT)
    return revision


def asked(*lines: Change, on: date = DAY, title: str = "2027年版") -> DutyRevision:
    revision = drafted(*lines, on=on, title=title)
    return consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)


def approve(revision: DutyRevision, *, by: Actor | None = None, at: datetime = AT) -> DutyRevision:
    return enactment.approve(revision, decision="同意", by=by or decider(), at=at + timedelta(days=1))


def street_item(street, number: int = 1, **said) -> DutyItem:
    given = {
        "code": f"S-{street.code}-{number:03}", "title": f"工地扬尘巡查{number}", "list_kind": DutyListKind.STREET,
        "part": DutyPart.BASIC, "street": street, "lead": Department.objects.get(code="D00"), "basis": "清单",
        "valid_from": factories.SINCE,
    }  # fmt: skip
    return DutyItem.objects.create(**(given | said))


def helpers_of(code: str, on: date) -> list[str]:
    row = DutyItem.objects.active(on).get(code=code)
    rows = DutyCooperation.objects.filter(duty=row).order_by("order")
    return list(rows.values_list("department__code", flat=True))
