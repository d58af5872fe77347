"""How lists of organisations, gaps and cases are narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION
from grids import codes
from grids.enums import Level
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization, RectificationCase


def _places() -> list[Any]:
    """Each district with its streets."""
    areas = Area.objects.active(timezone.localdate()).filter(level__in=[Level.DISTRICT, Level.STREET])
    offered: list[Any] = []
    for area in areas.order_by("code"):
        if area.level == Level.DISTRICT:
            offered.append((area.name, [(area.code, _("%(area)s (all)") % {"area": area.name})]))
        elif offered:
            offered[-1][1].append((area.code, area.name))
    return offered


class PlaceFilter(filters.ChoiceFilter):
    """Whatever stands in a district or street; `paths` lead to the codes of places."""

    def __init__(self, *paths: str) -> None:
        super().__init__(label=_("Street"), choices=_places)
        self.paths = paths

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        where = Q()
        for path in self.paths:
            where |= Q(**{f"{path}__startswith": codes.prefix(value)})
        return qs.filter(where)


class OrganizationFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Name or path code"), max_length=LONGEST_QUESTION)
    kind = filters.ChoiceFilter(label=_("Kind of organisation"), choices=PartyOrgKind.choices)
    place = PlaceFilter("area__code", "grid__code")

    class Meta:
        model = PartyOrganization
        fields: list[str] = []

    def search(self, queryset: QuerySet[PartyOrganization], name: str, text: str) -> QuerySet[PartyOrganization]:
        text = text.strip()
        return queryset.filter(Q(name__icontains=text) | Q(code=text))


class GapFilter(filters.FilterSet):
    place = PlaceFilter("code")

    class Meta:
        model = Grid
        fields: list[str] = []


class CaseFilter(filters.FilterSet):
    q = filters.CharFilter("organization__name", "icontains", label=_("Organisation"), max_length=LONGEST_QUESTION)

    class Meta:
        model = RectificationCase
        fields: list[str] = []
