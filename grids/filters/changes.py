"""How the lists of changes and of departmental grids are narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION
from grids.enums import LegacySystem, PlaceChangeKind
from grids.models import LegacyGrid, PlaceChange, Succession


class ChangeFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Code, name or document"), max_length=LONGEST_QUESTION)
    kind = filters.ChoiceFilter(label=_("Change"), choices=PlaceChangeKind.choices)

    class Meta:
        model = PlaceChange
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        """By a code or name before or after; a code finds the changes of all that lies in it."""
        rows = Succession.objects.filter(_mentions(text.strip()), change=OuterRef("pk"))
        return queryset.filter(Q(document__icontains=text.strip()) | Exists(rows.order_by()))


class SuccessionFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Code or name"), max_length=LONGEST_QUESTION)

    class Meta:
        model = Succession
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return queryset.filter(_mentions(text.strip()))


class LegacyFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Code or name, departmental or unified"), max_length=64)
    system = filters.ChoiceFilter(label=_("System"), choices=LegacySystem.choices)

    class Meta:
        model = LegacyGrid
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        text = text.strip()
        own = Q(code__icontains=text) | Q(name__icontains=text)
        return queryset.filter(own | Q(grid__code__startswith=text) | Q(grid__name__icontains=text))


def _mentions(text: str) -> Q:
    if text.isdigit():
        return Q(from_code__startswith=text) | Q(to_code__startswith=text)
    return Q(from_name__icontains=text) | Q(to_name__icontains=text)
