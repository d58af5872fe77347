"""How the registers of places are narrowed."""

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceField

from core.search import LONGEST_QUESTION, folded
from grids import standing
from grids.enums import FocusType, Level, SpaceKind, VenueFunction, VenueKind
from grids.models import (
    Area,
    CampaignItem,
    Estate,
    EstateAgreement,
    EstateManagement,
    IdleSpace,
    OwnersCommittee,
    PropertyCompany,
    Venue,
    VenueVisits,
)
from grids.models.estates import HALF
from grids.venues import LOW


def _streets() -> list[Any]:
    """Each district with its streets."""
    areas = Area.objects.active(timezone.localdate()).filter(level__in=[Level.DISTRICT, Level.STREET])
    offered: list[Any] = []
    for area in areas.order_by("code"):
        if area.level == Level.DISTRICT:
            offered.append((area.name, [(area.code, _("%(area)s (all)") % {"area": area.name})]))
        elif offered:
            offered[-1][1].append((area.code, area.name))
    return offered


COMMITTEES = [("none", _("none established")), ("over", _("term has ended")), ("low", _("half or less party members"))]
AGREEMENTS = [("open", _("open")), ("late", _("overdue"))]


class PlaceField(ChoiceField):
    """The select offers districts and streets; the code of any place in them may be sent too."""

    default_error_messages = {"invalid_choice": _("A code has digits only.")}

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit()


class PlaceFilter(filters.ChoiceFilter):
    field_class = PlaceField

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        super().__init__(label=_("Street"), choices=_streets, **kwargs)
        self._path = path  # to what stands in a place, where the rows themselves do not

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        if self._path:
            return qs.filter(**{f"{self._path}__in": Estate.objects.within(value)})
        return qs.within(value)


class InPlaces(filters.FilterSet):
    """A name and a place. A community or grid that was followed by a link is named among the streets."""

    q = filters.CharFilter(method="search", label=_("Name"), max_length=LONGEST_QUESTION)
    place = PlaceFilter()

    name_field = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = self._places()

    def search(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        words = folded(text).split()
        return queryset.filter(Q(*((f"{self.name_field}__icontains", word) for word in words)))

    def _places(self) -> list[Any]:
        offered = list(_streets())
        asked = self.data.get("place", "") if self.data else ""
        if len(asked) in (standing.COMMUNITY_LENGTH, standing.GRID_LENGTH) and asked.isdigit():
            offered.append((asked, str(standing.whereabouts([asked])[asked]) or asked))
        return offered


class EstateFilter(InPlaces):
    focus = filters.ChoiceFilter(label=_("Focus communities"), choices=FocusType.choices, method="by_focus")
    company = filters.ModelChoiceFilter(
        label=_("Property company"), queryset=PropertyCompany.objects.order_by("name"), method="by_company",
        empty_label="",
    )  # fmt: skip

    committee = filters.ChoiceFilter(label=_("Owners' committee"), choices=COMMITTEES, method="by_committee")
    agreed = filters.ChoiceFilter(label=_("Agreements"), choices=AGREEMENTS, method="by_agreement")

    class Meta:
        model = Estate
        fields: list[str] = []

    def by_committee(self, queryset: QuerySet[Estate], name: str, value: str) -> QuerySet[Estate]:
        """By the newest committee of each."""
        terms = OwnersCommittee.objects.filter(estate=OuterRef("pk")).order_by("-established_on", "-id")
        queryset = queryset.annotate(
            term_ends_on=Subquery(terms.values("term_ends_on")[:1]), share=Subquery(terms.values("party_share")[:1])
        )
        today = timezone.localdate()
        wanted = {"none": Q(term_ends_on=None), "over": Q(term_ends_on__lte=today), "low": Q(share__lte=HALF)}
        return queryset.filter(wanted[value])

    def by_agreement(self, queryset: QuerySet[Estate], name: str, value: str) -> QuerySet[Estate]:
        promises = EstateAgreement.objects.filter(meeting__estate=OuterRef("pk"), done_at=None)
        if value == "late":
            promises = promises.filter(due_on__lt=timezone.localdate())
        return queryset.filter(Exists(promises))

    def by_focus(self, queryset: QuerySet[Estate], name: str, value: str) -> QuerySet[Estate]:
        communities = focused(Area.objects.active(timezone.localdate()), value).values("code")
        return queryset.annotate(community=Left("place_code", standing.COMMUNITY_LENGTH)).filter(
            community__in=communities
        )

    def by_company(self, queryset: QuerySet[Estate], name: str, value: PropertyCompany) -> QuerySet[Estate]:
        now = EstateManagement.objects.active(timezone.localdate()).filter(estate=OuterRef("pk"), company=value)
        return queryset.filter(Exists(now))


class CompanyFilter(filters.FilterSet):
    q = filters.CharFilter("name", lookup_expr="icontains", label=_("Name"), max_length=LONGEST_QUESTION)

    class Meta:
        model = PropertyCompany
        fields: list[str] = []


class CampaignItemFilter(InPlaces):
    place = PlaceFilter("estate")

    name_field = "estate__name"

    class Meta:
        model = CampaignItem
        fields: list[str] = []


class VenueFilter(InPlaces):
    kind = filters.ChoiceFilter(label=_("Type"), choices=VenueKind.choices)
    function = filters.ChoiceFilter(label=_("Function"), choices=VenueFunction.choices, method="by_function")

    class Meta:
        model = Venue
        fields: list[str] = []

    def by_function(self, queryset: QuerySet[Venue], name: str, value: str) -> QuerySet[Venue]:
        return queryset.annotate(tags=Cast("functions", TextField())).filter(tags__contains=f'"{value}"')


class SpaceFilter(InPlaces):
    kind = filters.ChoiceFilter(label=_("Type"), choices=SpaceKind.choices)

    class Meta:
        model = IdleSpace
        fields: list[str] = []


class CommunityFilter(InPlaces):
    """Areas, which are places themselves."""

    class Meta:
        model = Area
        fields: list[str] = []


def focused(areas: QuerySet[Area], focus: str = "") -> QuerySet[Area]:
    """Communities with this focus, or with any."""
    areas = areas.filter(level=Level.COMMUNITY).annotate(tags=Cast("focus_types", TextField()))
    return areas.filter(tags__contains=f'"{focus}"' if focus else '"')


def little_used(on: date) -> Q:
    """Venues whose last whole month stayed far below what they are made for."""
    first = on.replace(day=1)
    month = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    visits = VenueVisits.objects.filter(venue=OuterRef("pk"), month=month, count__lt=OuterRef("capacity") * LOW)
    return Q(Exists(visits))
