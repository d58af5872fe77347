"""What of this floor's own hangs on places and follows them: names, overlays, the codes of departmental grids."""

from itertools import product

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids import followers
from grids.followers import Shift, reopen
from grids.models import Grid, GridOverlay, LegacyGrid, PlaceName


def register() -> None:
    followers.register("grids.names", _("names of the gazetteer"), _names)
    followers.register("grids.legacy", _("codes of departmental grids"), _legacy)
    followers.register("grids.overlays", _("overlays"), _overlays)


def _names(shift: Shift) -> int:
    """In a place that was split a name means all its parts: an address with it leads to what they have in common."""
    names = PlaceName.objects.order_by("id")
    return reopen(names, "grid_id", shift.grids, on=shift.on) + reopen(names, "area_id", shift.areas, on=shift.on)


def _legacy(shift: Shift) -> int:
    return reopen(LegacyGrid.objects.order_by("id"), "grid_id", shift.grids, on=shift.on)


def _overlays(shift: Shift) -> int:
    """An overlay grid goes on lying over what became of its base grids, as long as both are in one street."""
    touched = GridOverlay.objects.filter(Q(overlay__in=list(shift.grids)) | Q(base__in=list(shift.grids)))
    pairs = {
        pair
        for row in touched.order_by("id")
        for pair in product(
            shift.grids.get(row.overlay_id, (row.overlay_id,)), shift.grids.get(row.base_id, (row.base_id,))
        )
    }
    grids = {grid for pair in pairs for grid in pair}
    street = dict(Grid.objects.filter(pk__in=grids, valid_to=None).order_by().values_list("pk", "street_id"))
    meant = [
        GridOverlay(overlay_id=over, base_id=base)
        for over, base in sorted(pairs)
        if over in street and street[over] == street.get(base)
    ]
    GridOverlay.objects.bulk_create(meant, batch_size=500, ignore_conflicts=True)
    return len(meant)
