"""What is kept of the map: areas, grids and what lies in them, which grids lie over which, what places were before,
the names people give to them, and what stands in them.

Places are never deleted and codes never given twice: a place that ends gets its last day. `edited_at` tells every
process that its copy of the map is old (see grids.locate), so rows are changed by save() or bulk_create(), not by
update().
"""

from grids.models.areas import Area, PlaceQuerySet
from grids.models.campaigns import Campaign, CampaignItem
from grids.models.changes import PlaceChange, Succession
from grids.models.estates import (
    Estate,
    EstateAgreement,
    EstateManagement,
    EstateMeeting,
    OwnersCommittee,
    PropertyCompany,
)
from grids.models.grids import Grid, GridOverlay, LegacyGrid
from grids.models.inner import InnerPlace
from grids.models.names import PlaceName
from grids.models.spaces import IdleSpace, SpaceUse
from grids.models.standing import Standing
from grids.models.venues import Venue, VenueVisits

__all__ = [
    "Area",
    "Campaign",
    "CampaignItem",
    "Estate",
    "EstateAgreement",
    "EstateManagement",
    "EstateMeeting",
    "Grid",
    "GridOverlay",
    "IdleSpace",
    "InnerPlace",
    "LegacyGrid",
    "OwnersCommittee",
    "PlaceChange",
    "PlaceName",
    "PlaceQuerySet",
    "PropertyCompany",
    "SpaceUse",
    "Standing",
    "Succession",
    "Venue",
    "VenueVisits",
]
