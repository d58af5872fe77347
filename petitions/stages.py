"""Where an order stands, as people see it: the stage lamp and the stations of its way (practice §2.2)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.components import Step
from petitions.enums import ENDED, StageLamp, Status
from petitions.models import WorkOrder

S, L = Status, StageLamp

# fmt: off
LAMPS = {
    S.REGISTERED:     L.GREY,
    S.ACCEPTED:       L.GREY,
    S.NOT_ACCEPTED:   L.NONE,
    S.ANSWERED:       L.NONE,
    S.MERGED:         L.NONE,
    S.DISPATCHED:     L.YELLOW,
    S.RETURN_PENDING: L.YELLOW,
    S.ARBITRATING:    L.YELLOW,
    S.HANDLING:       L.YELLOW,
    S.REWORKING:      L.YELLOW,
    S.SUSPENDED:      L.GREY,
    S.SUBMITTED:      L.GREEN,
    S.VERIFYING:      L.GREEN,
    S.FOLLOW_UP:      L.ORANGE,
    S.CLOSED:         L.NONE,
    S.WITHDRAWN:      L.NONE,
    S.ARCHIVED:       L.NONE,
}
# fmt: on

STATIONS = (
    _("Acceptance"),
    _("Dispatch"),
    _("Signing"),
    _("Handling"),
    _("Verification"),
    _("Follow-up"),
    _("Closing"),
)
ACCEPTANCE, DISPATCH, SIGNING, HANDLING, VERIFICATION, FOLLOW_UP, CLOSING = range(len(STATIONS))

# Until a unit has signed, a dispute is one about signing; afterwards one about handling.
REACHED = {
    S.REGISTERED: ACCEPTANCE,
    S.ACCEPTED: DISPATCH,
    S.DISPATCHED: SIGNING,
    S.HANDLING: HANDLING,
    S.REWORKING: HANDLING,
    S.SUSPENDED: HANDLING,
    S.SUBMITTED: VERIFICATION,
    S.VERIFYING: VERIFICATION,
    S.FOLLOW_UP: FOLLOW_UP,
}


def lamp(status: str) -> StageLamp:
    return LAMPS[Status(status)]


def steps(order: WorkOrder, *, signed_at: datetime | None) -> list[Step]:
    """The stations with the days on which they were passed; an order that ended early shows how."""
    if order.closed_at and order.status in ENDED:
        return [Step(str(label), "done", note) for label, note in _stations(order, signed_at)]
    if order.status in ENDED:
        return _cut_short(order)
    here = REACHED.get(Status(order.status), HANDLING if signed_at else SIGNING)
    return [
        Step(str(label), _state(place, here), note if place < here else "")
        for place, (label, note) in enumerate(_stations(order, signed_at))
    ]


def _state(place: int, here: int) -> str:
    if place == here:
        return "current"
    return "done" if place < here else "todo"


def _stations(order: WorkOrder, signed_at: datetime | None) -> Iterator[tuple[str, str]]:
    passed = (order.registered_at, order.dispatched_at, signed_at, order.submitted_at, None, None, order.closed_at)
    for label, at in zip(STATIONS, passed, strict=True):
        yield label, _day(at)


def _cut_short(order: WorkOrder) -> list[Step]:
    """Not accepted, answered at once, merged, withdrawn: what was passed, and the end."""
    done = [Step(str(STATIONS[ACCEPTANCE]), "done", _day(order.registered_at))]
    if order.dispatched_at:
        done.append(Step(str(STATIONS[DISPATCH]), "done", _day(order.dispatched_at)))
    return [*done, Step(Status(order.status).label, "done")]


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d}" if at else ""
