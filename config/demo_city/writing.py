"""Writing lives that have been lived: a few statements for hundreds of orders, in the order their keys ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from core import ledger
from petitions.case import Case, create
from petitions.deadlines import Clockwork
from petitions.enums import Status
from petitions.models import Assignment, Petition, PetitionerProfile, WorkOrder
from petitions.workflow import Draft

BATCH = 500


@dataclass(frozen=True, slots=True)
class Lived:
    """A petition with all that came of it, unsaved. Fresh ones have yet to be heard of by the workers."""

    case: Case
    petitioner: PetitionerProfile | None
    events: Sequence[Draft]
    is_fresh: bool = False
    is_untold: bool = False  # nobody was told of its clocks: the first sweep will


def write(lives: Sequence[Lived], machine: Clockwork, *, until: datetime) -> None:
    cases = [lived.case for lived in lives]
    for lived in lives:
        if not lived.is_untold:
            tell(lived.case, machine, until)
    for is_merged in (False, True):  # what others were merged into must be there before them
        orders = [case.order for case in cases if (case.order.status == Status.MERGED) == is_merged]
        WorkOrder.objects.bulk_create(orders, batch_size=BATCH)
    Petition.objects.bulk_create([case.petition for case in cases], batch_size=BATCH)
    PetitionerProfile.objects.bulk_create([lived.petitioner for lived in lives if lived.petitioner], batch_size=BATCH)
    create(sorted((row for case in cases for row in case.added), key=_may_wait))
    ledger.record_many([event for lived in lives if not lived.is_fresh for event in lived.events], new=True, past=True)
    ledger.record_many([event for lived in lives if lived.is_fresh for event in lived.events], new=True)


def _may_wait(row: Model) -> bool:
    """The clocks of assists refer to their units."""
    return not isinstance(row, Assignment)


def tell(case: Case, machine: Clockwork, until: datetime) -> None:
    """Whoever had to be told of a clock by now was told: what lies ahead the sweep tells, as on any other day."""
    for clock in (*case.clocks.values(), *case.assist_clocks.values()):
        while clock.alert_at and clock.alert_at <= until:
            clock.alerted += 1
            machine.watch(clock)
            case.touch(clock)
