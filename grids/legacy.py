"""多格合一: which unified grid a departmental grid's code means. Old ones are entered, no new ones are drawn.

A departmental grid drawn after the unified grid began would be a second net over the same ground. What a department
needs of its own is an industry grid, and only for that may a newer code stand.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.refusals import Refusal
from grids.enums import GridKind
from grids.models import Grid, LegacyGrid


class NotAllowed(Refusal):
    """This code cannot be entered, or not for this grid."""


@transaction.atomic
def enter(
    system: str, code: str, *, grid_code: str, name: str = "", drawn_on: date, by: Actor, at: datetime
) -> LegacyGrid:
    """`drawn_on` is the day the departmental grid began in its own system."""
    grid = Grid.objects.select_for_update().filter(code=grid_code.strip(), valid_to=None).first()
    if grid is None:
        raise NotAllowed(
            field="grid_code", code="no_such_grid", detail=_("There is no grid %s today.") % grid_code,
            remedy=_("Give the 15 digits of a unified grid in force."),
        )  # fmt: skip
    if grid.kind != GridKind.INDUSTRY and drawn_on >= grid.valid_from:
        raise NotAllowed(
            field="drawn_on", code="new_departmental_grid",
            detail=_("A departmental grid drawn after the unified one began is a new one: no new ones are drawn."),
            remedy=_("Work by the unified grid, or have an industry grid drawn over it."),
        )  # fmt: skip
    if LegacyGrid.objects.filter(system=system, code=code.strip(), grid=grid).exists():
        raise NotAllowed(
            field="code", code="entered_already", detail=_("This code stands for this grid already."),
            remedy=_("There is nothing left to do."),
        )  # fmt: skip
    row = LegacyGrid.objects.create(
        system=system, code=code.strip(), name=name.strip(), grid=grid, valid_from=drawn_on
    )  # fmt: skip
    ledger.record(row, "legacy_grid.entered", by=by, at=at, system=system, code=row.code, grid=grid.code)
    return row
