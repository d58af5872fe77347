"""The words of the map."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Levels of the unified code, from the city down."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district or county")
    STREET = "street", _("street (town, township)")
    COMMUNITY = "community", _("community (village)")
    GRID = "grid", _("grid")
    MICRO_GRID = "micro_grid", _("micro-grid")
    BUILDING = "building", _("building")
    UNIT = "unit", _("building unit")


AREA_LEVELS = (Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)
INNER_LEVELS = (Level.MICRO_GRID, Level.BUILDING, Level.UNIT)


class AreaKind(TextChoices):
    URBAN = "urban", _("urban")
    RURAL = "rural", _("rural")
    PARK = "park", _("park")


class FocusType(TextChoices):
    """The three kinds of communities that need most attention."""

    LARGE = "large", _("large community")
    RESETTLEMENT = "resettlement", _("resettlement community")
    OLD = "old", _("old community")


class GridKind(TextChoices):
    BASIC = "basic", _("base grid")
    INDUSTRY = "industry", _("industry grid")
    ENTERPRISE = "enterprise", _("enterprise-service grid")
    SPECIAL = "special", _("temporary or special grid")


class ManagingMode(TextChoices):
    """Who keeps an estate in order."""

    COMPANY = "company", _("property company")
    SELF = "self", _("self-managed")
    STREET = "street", _("street-managed")
    NONE = "none", _("without management")


class Seat(TextChoices):
    """The four parties of an estate (四方)."""

    PARTY = "party", _("party organisation")
    COMMITTEE = "committee", _("residents' committee")
    OWNERS = "owners", _("owners' committee")
    MANAGER = "manager", _("property management")


class ItemState(TextChoices):
    """Where an estate is on its way out of a campaign's ledger."""

    OPEN = "open", _("in progress")
    REPORTED = "reported", _("reported, to be checked")
    CLEARED = "cleared", _("written off")


class VenueKind(TextChoices):
    SERVICE_CENTRE = "service_centre", _("party-mass service centre")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood centre")
    CANTEEN = "canteen", _("canteen for gig workers")
    DRIVERS_HOME = "drivers_home", _("drivers' home")
    TAXI_STOP = "taxi_stop", _("taxi stop")
    GRID_ROOM = "grid_room", _("all-round grid room")
    SOCIAL_DESK = "social_desk", _("all-round social work desk")
    OTHER = "other", _("another venue")


class VenueFunction(TextChoices):
    """What a venue can be used for: the five of practice S1-48."""

    SERVICE = "service", _("service area")
    HALL = "hall", _("deliberation hall")
    SHARED_HOME = "shared_home", _("shared home")
    MEDIATION = "mediation", _("mediation room")
    ENERGY = "energy", _("energy station")


class SpaceKind(TextChoices):
    ROOM = "room", _("room")
    LAND = "land", _("land")


class SpaceStatus(TextChoices):
    IDLE = "idle", _("idle")
    MATCHED = "matched", _("matched")
    IN_USE = "in_use", _("in use")


class LegacySystem(TextChoices):
    """Whose grids were merged into the unified ones (多格合一)."""

    PARTY = "party", _("party building")
    PUBLIC_ORDER = "public_order", _("comprehensive governance")
    CIVIL = "civil", _("civil affairs")
    CITY = "city", _("urban management")
    EMERGENCY = "emergency", _("emergency management")
    FIRE = "fire", _("fire safety")
    OTHER = "other", _("another system")


class PlaceChangeKind(TextChoices):
    SPLIT = "split", _("split")
    MERGE = "merge", _("merger")
    RENAME = "rename", _("new name")
    MOVE = "move", _("move")


class Located(TextChoices):
    """What a place was found by."""

    GRID_CODE = "grid_code", _("grid code")
    POINT = "point", _("coordinates")
    ADDRESS = "address", _("address")
