"""What of the work follows when the map is changed (see grids.followers): rules of the dispatch catalogue for an area.

Petitions, orders and whistles keep the place of their day.
"""

from django.utils.translation import gettext_lazy as _

from grids import followers
from grids.followers import Shift, reopen
from grids.models import Area
from petitions.models import DispatchRule


def register() -> None:
    followers.register("petitions.rules", _("rules of the dispatch catalogue"), rules)


def rules(shift: Shift) -> int:
    """A rule goes on in what became of its area. Where areas were merged nobody has said which rule is to hold for all:
    there the general one does."""
    heirs = [heir for after in shift.areas.values() for heir in after]
    new = set(Area.objects.filter(pk__in=heirs, valid_from=shift.on).order_by().values_list("pk", flat=True))
    alone = {
        old: after
        for old, after in shift.areas.items()
        if all(heir in new and heirs.count(heir) == 1 for heir in after)
    }
    return reopen(DispatchRule.objects.order_by("id"), "area_id", alone, on=shift.on)
