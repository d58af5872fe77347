"""Taking a petition in. Every door (form, API, import) fills a `Submission` and ends in `receive()`, `receive_many()`.

A petition becomes a numbered row with its work order, its petitioner and its events in one transaction. Where the
sender named a category of the city's list, the sender has accepted it and the order waits for dispatch; otherwise it
waits at the desk. Practice §2.1, T01, T02, §2.8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import ledger, masking, numbers
from core.actors import Actor
from core.calendar import CITY_TIME
from core.crypto import keyed_hash
from core.refusals import Refusal, Refusals
from core.search import searchable
from grids.locate import Place, PlaceMap
from grids.locate import current as current_map
from petitions import catalogue, confidentiality, deadlines, duplicates, replay, workflow
from petitions.case import Case, create
from petitions.catalogue import Catalogue
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, PetitionKind, Status, Urgency
from petitions.models import Category, Petition, PetitionerProfile, WorkOrder
from petitions.submissions import PRIVACY_NOTICE, Submission, faults, find_place

__all__ = [
    "PRIVACY_NOTICE", "Receipt", "Rejected", "Submission", "draw_up", "problems", "receive", "receive_many", "rehearse",
]  # fmt: skip

TITLE_LENGTH = 40
REPEAT_WINDOW = timedelta(days=90)  # practice §3.2, repeat_rate


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission: a new petition, the one received before, or nothing for these reasons."""

    petition: Petition | None
    is_new: bool = False
    refusals: tuple[Refusal, ...] = ()


class Rejected(Refusals):
    """A submission that cannot be taken in as it is. Nothing was kept; `refusals` name every field and its remedy."""


@dataclass(slots=True)
class Entry:
    """A submission on its way in: what is wrong with it, or the rows it becomes, not yet saved."""

    submission: Submission
    place: Place | None = None
    case: Case | None = None
    petitioner: PetitionerProfile | None = None
    known: Petition | None = None
    duplicates: list[str] = field(default_factory=list)  # numbers of orders that may be about the same matter
    refusals: list[Refusal] = field(default_factory=list)


def receive(submission: Submission, *, by: Actor, at: datetime, belongs_to: str = "") -> Receipt:
    """Take one petition in. The same source and external number again gives the petition received before.

    `belongs_to` is the number of an order that the person who takes it down means to merge it into: until that is
    confirmed it waits at the desk. Raises `Rejected` with everything that is wrong with it.
    """
    receipt = receive_many([submission], by=by, at=at, belongs_to=belongs_to)[0]
    if receipt.refusals:
        raise Rejected(receipt.refusals)
    return receipt


def receive_many(submissions: Sequence[Submission], *, by: Actor, at: datetime, belongs_to: str = "") -> list[Receipt]:
    """Take petitions in, all in one transaction; each gets its receipt, in order, and bad ones hold up no other."""
    try:
        return _receive(submissions, by=by, at=at, belongs_to=belongs_to)
    except IntegrityError:  # another session took one of them in at the same moment: now it is recognised
        return _receive(submissions, by=by, at=at, belongs_to=belongs_to)


@transaction.atomic
def _receive(submissions: Sequence[Submission], *, by: Actor, at: datetime, belongs_to: str) -> list[Receipt]:
    entries, duties = _examine(submissions, at)
    for entry in entries:
        entry.duplicates = [belongs_to] if belongs_to else []
    fresh = [entry for entry in entries if not entry.refusals and entry.known is None]
    if fresh:
        _write(fresh, duties, by=by, at=at)
    return [_receipt(entry) for entry in entries]


def rehearse(submissions: Sequence[Submission], *, at: datetime) -> list[Receipt]:
    """What `receive_many()` would answer. Nothing is written, so what would be new has no petition yet."""
    entries, _duties = _examine(submissions, at)
    return [
        Receipt(entry.known, is_new=not entry.refusals and entry.known is None, refusals=tuple(entry.refusals))
        for entry in entries
    ]


def problems(submission: Submission, *, at: datetime) -> list[Refusal]:
    """Everything that is wrong with a submission, for a dry run."""
    return faults(submission, catalogue.load(), current_map(), at=at)


def _receipt(entry: Entry) -> Receipt:
    if entry.refusals:
        return Receipt(None, refusals=tuple(entry.refusals))
    if entry.case is None:
        return Receipt(entry.known)
    return Receipt(entry.case.petition, is_new=True)


def draw_up(submission: Submission, duties: Catalogue, places: PlaceMap, *, at: datetime) -> Entry:
    """The rows a submission becomes, unsaved and without numbers. Raises `Rejected`.

    For whoever writes thousands of cases with their whole history at once, by the rules of those that come singly.
    """
    entry = _check(submission, duties, places, at)
    if entry.refusals:
        raise Rejected(entry.refusals)
    _build(entry, duties, at)
    return entry


# --- checking


def _examine(submissions: Sequence[Submission], at: datetime) -> tuple[list[Entry], Catalogue]:
    """All that is known about submissions before a row is written: faults, places, and which came before."""
    duties, places = catalogue.load(), current_map()
    entries = [_check(submission, duties, places, at) for submission in submissions]
    _recognise(entries)
    return entries, duties


def _check(submission: Submission, duties: Catalogue, places: PlaceMap, at: datetime) -> Entry:
    refusals = faults(submission, duties, places, at=at)
    return Entry(submission, place=None if refusals else find_place(submission, places), refusals=refusals)


def _recognise(entries: list[Entry]) -> None:
    """Find what was received before, in the database or earlier in the same batch."""
    numbered = [entry for entry in entries if entry.submission.external_no and not entry.refusals]
    if not numbered:
        return
    wanted = Q()
    for source in {entry.submission.source for entry in numbered}:
        wanted |= Q(
            source=source,
            external_no__in=[e.submission.external_no for e in numbered if e.submission.source == source],
        )
    # The index holds numbered petitions only; unless the query says so too, SQLite reads the whole table.
    before = Petition.objects.filter(wanted).exclude(external_no="").defer("content")
    received = {(row.source, row.external_no): row for row in before}
    first: dict[tuple[str, str], Entry] = {}
    for entry in numbered:
        key = (entry.submission.source, entry.submission.external_no)
        entry.known = received.get(key)
        if entry.known is None and first.setdefault(key, entry) is not entry:
            entry.refusals.append(
                Refusal(
                    field="external_no", code="twice_in_batch",
                    detail=_("“%s” stands in this batch before.") % entry.submission.external_no,
                    remedy=_("Send each external number once."),
                )
            )  # fmt: skip


# --- writing


def _write(entries: list[Entry], duties: Catalogue, *, by: Actor, at: datetime) -> None:
    machine, events = deadlines.clockwork(), []
    for entry in entries:
        _build(entry, duties, at)
    _flag_repeats(entries, at)
    _look_for_duplicates(entries, machine, by=by, at=at)
    categories = catalogue.category_rows()
    _number(entries, at)
    for entry in entries:
        assert entry.case is not None
        events += open_case(entry.case, categories, machine, by=by, at=at, alike=entry.duplicates)
    WorkOrder.objects.bulk_create([entry.case.order for entry in entries if entry.case], batch_size=500)
    Petition.objects.bulk_create([e.case.petition for e in entries if e.case and e.case.petition], batch_size=500)
    PetitionerProfile.objects.bulk_create([e.petitioner for e in entries if e.petitioner], batch_size=500)
    create(row for entry in entries if entry.case for row in entry.case.added)
    ledger.record_many(events, new=True)


def _build(entry: Entry, duties: Catalogue, at: datetime) -> None:
    order, petition = _rows(entry, duties, at)
    entry.case = Case(order=order, petition=petition)
    entry.petitioner = _petitioner(entry.submission, petition)


def _rows(entry: Entry, duties: Catalogue, at: datetime) -> tuple[WorkOrder, Petition]:
    sub, place = entry.submission, entry.place
    sort = duties.by_code.get(sub.category)
    target = duties.by_unit_code.get(sub.target_department)
    redact = partial(masking.redact, name=sub.name.strip())
    redacted = redact(sub.content.strip())
    title = redact(sub.title.strip()) or _headline(redacted)
    kind = sub.kind or (sort.default_kind if sort else PetitionKind.OTHER)
    target_id = target.id if target else None
    by_rule = confidentiality.is_by_rule(kind, sort, target_department_id=target_id, target_text=sub.target_text)
    address = masking.mask_address(sub.address)
    order = WorkOrder(
        title=title[:120], channel=sub.channel, kind=kind, category_id=sort.id if sort else None,
        urgency=sub.urgency or (sort.urgency if sort else Urgency.NORMAL),
        place_code=place.code if place else "", place_name=_place_name(place),
        is_confidential=sub.is_confidential or by_rule, is_anonymous=_is_anonymous(sub),
        target_department_id=target_id, registered_at=at, updated_at=at,
    )  # fmt: skip
    petition = Petition(
        work_order=order, channel=sub.channel, kind=kind, title=order.title, content=sub.content.strip(),
        content_redacted=redacted, wish=redact(sub.wish.strip()), place_text=address[:200],
        no_place_reason=redact(sub.no_place_reason)[:100], grid_id=place.grid.id if place and place.grid else None,
        street_id=place.street.id if place and place.street else None, lon=sub.lon, lat=sub.lat,
        event_at=sub.event_at, received_at=sub.received_at or at, source=sub.source, external_no=sub.external_no,
        source_category=sub.source_category[:200], is_anonymous=_is_anonymous(sub),
        confidential_requested=sub.is_confidential, confidential_by_rule=by_rule,
        target_department_id=order.target_department_id, target_text=redact(sub.target_text)[:100],
        privacy_notice_version=sub.privacy_notice,
    )  # fmt: skip
    order.search_text = searchable(order.title, redacted, address, sub.external_no)
    return order, petition


def _headline(text: str) -> str:
    first = text.split("\n")[0]
    return Truncator(first.rstrip("。") or first).chars(TITLE_LENGTH)


def _is_anonymous(submission: Submission) -> bool:
    """Nobody can be called back without a number, whatever was ticked."""
    return submission.is_anonymous or not submission.phone.strip()


def _place_name(place: Place | None) -> str:
    if place is None:
        return ""
    inner = place.grid or place.community
    return "·".join(node.name for node in (place.street, inner) if node)[:120]


def _petitioner(submission: Submission, petition: Petition) -> PetitionerProfile | None:
    """Anonymous means that nothing is kept, even if it was sent."""
    if submission.is_anonymous or not (submission.name or submission.phone or submission.petitioner_address):
        return None
    phone = submission.phone.strip()
    return PetitionerProfile(
        petition=petition, kind=submission.petitioner_kind, name=submission.name.strip(), phone=phone,
        address=submission.petitioner_address.strip(), contact_hash=keyed_hash(phone) if phone else "",
    )  # fmt: skip


def _flag_repeats(entries: list[Entry], at: datetime) -> None:
    """Same petitioner, same matter, closed within 90 days (practice §2.8). The hash answers yes or no, nothing else."""
    hashes = {e.petitioner.contact_hash for e in entries if e.petitioner and e.petitioner.contact_hash}
    if not hashes:
        return
    before = set(
        PetitionerProfile.objects.filter(
            contact_hash__in=hashes,
            petition__work_order__closed_at__gte=at - REPEAT_WINDOW,
            petition__work_order__category__isnull=False,
        ).values_list("contact_hash", "petition__work_order__category_id")
    )
    for entry in entries:
        case, person = entry.case, entry.petitioner
        if case and case.petition and person and (person.contact_hash, case.order.category_id) in before:
            case.petition.is_repeat = case.order.is_repeat = True


def was_closed_before(phone: str, category_id: int | None, *, at: datetime) -> bool:
    """Whether this number's same matter was closed within 90 days: yes or no, and nothing else."""
    if category_id is None:
        return False
    return PetitionerProfile.objects.filter(
        contact_hash=keyed_hash(phone),
        petition__work_order__closed_at__gte=at - REPEAT_WINDOW,
        petition__work_order__category_id=category_id,
    ).exists()


def _look_for_duplicates(entries: list[Entry], machine: Clockwork, *, by: Actor, at: datetime) -> None:
    """The duplicate check of T02: what is suggested goes into the event, and a person decides."""
    cases = [(entry, entry.case) for entry in entries if entry.case]
    probes, among = [_probe(case) for _entry, case in cases], WorkOrder.objects.all()
    if len(probes) == 1:
        found = [duplicates.find(probes[0], among=among, at=at)]
    else:
        found = duplicates.find_each(probes, among=among, at=at)
    for (entry, case), candidates in zip(cases, found, strict=True):
        alike = [
            each.order.number for each in candidates
            if each.is_suggested and not duplicates.refusal(case, each.order, by=by, at=at, machine=machine)
        ]  # fmt: skip
        entry.duplicates = list(dict.fromkeys([*entry.duplicates, *alike]))


def _probe(case: Case) -> duplicates.Probe:
    assert case.petition is not None
    return duplicates.of(case.order, case.petition)


def _number(entries: list[Entry], at: datetime) -> None:
    """Last before writing, since others wait for the counters until this transaction ends."""
    day = at.astimezone(CITY_TIME).date()
    orders, petitions = numbers.take_each(["GD", "SQ"], day, len(entries))
    for entry, order_no, petition_no in zip(entries, orders, petitions, strict=True):
        assert entry.case is not None
        give_numbers(entry.case, order_no, petition_no)


def give_numbers(case: Case, order_no: str, petition_no: str) -> None:
    assert case.petition is not None
    case.order.number, case.petition.number = order_no, petition_no
    case.order.search_text += f" {order_no.lower()} {petition_no.lower()}"


def open_case(
    case: Case, categories: Mapping[int, Category], machine: Clockwork, *, by: Actor, at: datetime,
    alike: Sequence[str] = (),
) -> list[workflow.Draft]:  # fmt: skip
    """T01, and T02 where the sender chose a category that is dispatched at all. `alike` are the numbers of orders that
    may be about the same matter: the worker leaves such an order to a person."""
    order = case.order
    assert case.petition is not None
    category = categories.get(order.category_id) if order.category_id else None
    accepted = category is not None and not category.is_guidance
    case.clocks[ClockName.INTAKE] = machine.start(ClockName.INTAKE, order, at)
    case.add(case.clocks[ClockName.INTAKE])
    deadlines.show(order, case.clocks)
    events = [
        ledger.draft(
            order, f"workorder.{Action.REGISTER}", by=by, at=at, after=Status.REGISTERED, petition=case.petition.number,
            channel=order.channel, category=category.code if category else "", accepted=accepted,
            duplicates=list(alike), **replay.beginning(case),
        )
    ]  # fmt: skip
    if category is not None:
        order.category = category
        if accepted:
            events.append(workflow.accept_at_the_door(case, by=by, at=at, machine=machine, duplicates=list(alike)))
    return events
