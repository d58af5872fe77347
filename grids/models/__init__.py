"""What is kept of the map: areas, grids and what lies in them, which grids lie over which, what places were before,
and the names people give to them.

Places are never deleted and codes never given twice: a place that ends gets its last day. `edited_at` tells every
process that its copy of the map is old (see grids.locate), so rows are changed by save() or bulk_create(), not by
update().
"""

from grids.models.areas import Area, PlaceQuerySet
from grids.models.changes import PlaceChange, Succession
from grids.models.grids import Grid, GridOverlay, LegacyGrid
from grids.models.inner import InnerPlace
from grids.models.names import PlaceName

__all__ = [
    "Area",
    "Grid",
    "GridOverlay",
    "InnerPlace",
    "LegacyGrid",
    "PlaceChange",
    "PlaceName",
    "PlaceQuerySet",
    "Succession",
]
