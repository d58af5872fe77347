"""组织链 and 不留白: community organisation, grid branch, party group, contact household; where a link is missing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from grids.enums import GridKind, Level
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind, PartyTier
from partyorgs.models import PartyOrganization

# What makes a link in a grid. A group reaches the people of a grid as well as a branch of its own does.
LINKS = {
    PartyTier.GRID: (PartyOrgKind.GRID_BRANCH, PartyOrgKind.GROUP),
    PartyTier.GROUP: (PartyOrgKind.GROUP,),
    PartyTier.CONTACT: (PartyOrgKind.CONTACT_HOUSEHOLD,),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One tier of the chain: how many places it should reach and reaches."""

    tier: PartyTier
    places: int
    reached: int

    @property
    def blanks(self) -> int:
        return self.places - self.reached


def communities_without_lead(on: date) -> QuerySet[Area]:
    leads = PartyOrganization.objects.active(on).filter(area=OuterRef("pk"), is_lead=True)
    communities = Area.objects.active(on).filter(level=Level.COMMUNITY)
    return communities.filter(~Exists(leads)).select_related("parent").order_by("code")


def base_grids(on: date) -> QuerySet[Grid]:
    return Grid.objects.active(on).filter(kind=GridKind.BASIC)


def lacks(tier: PartyTier, on: date) -> Q:
    """A condition on grids: this link is missing. A set of ids is read once, where Exists() would look up each grid."""
    reached = PartyOrganization.objects.active(on).filter(kind__in=LINKS[tier], grid__isnull=False)
    return ~Q(pk__in=reached.order_by().values("grid_id"))


def links(on: date) -> list[Link]:
    """The chain of the whole city, from the community down. Four queries at any size."""
    organizations, grids = PartyOrganization.objects.active(on), base_grids(on)
    communities = Area.objects.active(on).filter(level=Level.COMMUNITY).count()
    leads = organizations.filter(is_lead=True, area__level=Level.COMMUNITY, area__in=Area.objects.active(on))
    reached = {f"in_{tier}": Count("grid", distinct=True, filter=Q(kind__in=kinds)) for tier, kinds in LINKS.items()}
    counts = organizations.filter(grid__in=grids).aggregate(**reached)
    places = grids.count()
    return [
        Link(PartyTier.COMMUNITY, communities, leads.count()),
        *(Link(tier, places, counts[f"in_{tier}"]) for tier in LINKS),
    ]
