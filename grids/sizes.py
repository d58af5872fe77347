"""How large a base grid should be. A guide: what lies outside it is shown, nothing is refused.

In a town a base grid holds about 300 to 500 households (practice §4.1, there marked as practice and not as a rule of
law); a villagers' group in the country and a block in a park are of the size they are.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grids.enums import AreaKind, GridKind
from grids.models import Grid

HOUSEHOLDS = {AreaKind.URBAN: (300, 500)}


@dataclass(frozen=True, slots=True)
class Verdict:
    words: str | Promise
    is_unusual: bool


def outside() -> Q:
    """Base grids with more or fewer households. Whose households nobody has counted is not one of them."""
    return Q(kind=GridKind.BASIC, households__gt=0) & Q(
        *(
            Q(community__kind=kind.value, households__lt=low) | Q(community__kind=kind.value, households__gt=high)
            for kind, (low, high) in HOUSEHOLDS.items()
        ),
        _connector=Q.OR,
    )


def verdict(grid: Grid) -> Verdict | None:
    """Beside the number of households; None where there is no usual size or nobody has counted."""
    usual = HOUSEHOLDS.get(AreaKind(grid.community.kind)) if grid.community and grid.community.kind else None
    if grid.kind != GridKind.BASIC or usual is None or not grid.households:
        return None
    low, high = usual
    if grid.households < low:
        return Verdict(format_lazy(_("fewer than the usual {low} to {high}"), low=low, high=high), is_unusual=True)
    if grid.households > high:
        return Verdict(format_lazy(_("more than the usual {low} to {high}"), low=low, high=high), is_unusual=True)
    return Verdict(format_lazy(_("within the usual {low} to {high}"), low=low, high=high), is_unusual=False)
