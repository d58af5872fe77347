"""Writing lives that have been lived: a few statements for hundreds of orders, in the order their keys ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import ledger
from petitions.case import Case, create
from petitions.enums import Status
from petitions.models import Petition, PetitionerProfile, WorkOrder
from petitions.workflow import Draft

BATCH = 500


@dataclass(frozen=True, slots=True)
class Lived:
    """A petition with all that came of it, unsaved. Fresh ones have yet to be heard of by the workers."""

    case: Case
    petitioner: PetitionerProfile | None
    events: Sequence[Draft]
    is_fresh: bool = False


def write(lives: Sequence[Lived]) -> None:
    cases = [lived.case for lived in lives]
    for is_merged in (False, True):  # what others were merged into must be there before them
        orders = [case.order for case in cases if (case.order.status == Status.MERGED) == is_merged]
        WorkOrder.objects.bulk_create(orders, batch_size=BATCH)
    Petition.objects.bulk_create([case.petition for case in cases], batch_size=BATCH)
    PetitionerProfile.objects.bulk_create([lived.petitioner for lived in lives if lived.petitioner], batch_size=BATCH)
    create(row for case in cases for row in case.added)
    ledger.record_many([event for lived in lives if not lived.is_fresh for event in lived.events], new=True, past=True)
    ledger.record_many([event for lived in lives if lived.is_fresh for event in lived.events], new=True)
