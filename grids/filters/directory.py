"""How the directory of grids is narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.forms import DateInput, HiddenInput
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION
from grids.enums import AreaKind, FocusType, GridKind
from grids.models import Area, Grid, PlaceName


class GridFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Code or name"), max_length=LONGEST_QUESTION)
    kind = filters.ChoiceFilter(label=_("Kind of grid"), choices=GridKind.choices)
    setting = filters.ChoiceFilter("community__kind", label=_("Town or country"), choices=AreaKind.choices)
    focus = filters.ChoiceFilter(method="by_focus", label=_("Focus"), choices=FocusType.choices)
    place = filters.ModelChoiceFilter(
        method="within", label=_("Lies in"), queryset=Area.objects.order_by("code"), to_field_name="code",
        widget=HiddenInput,
    )  # fmt: skip
    on = filters.DateFilter(
        method="leave", label=_("As of"), widget=DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    class Meta:
        model = Grid
        fields: list[str] = []

    def search(self, queryset: QuerySet[Grid], name: str, text: str) -> QuerySet[Grid]:
        """The beginning of the code; or part of the name, of the area it lies in, or of a name people use."""
        text = text.strip()
        if text.isascii() and text.isdigit():
            return queryset.filter(code__startswith=text)
        areas = Area.objects.filter(name__icontains=text).order_by().values("pk")
        called = PlaceName.objects.filter(name__icontains=text, grid__isnull=False).order_by().values("grid_id")
        return queryset.filter(
            Q(name__icontains=text) | Q(community__in=areas) | Q(street__in=areas) | Q(pk__in=called)
        )  # fmt: skip

    def by_focus(self, queryset: QuerySet[Grid], name: str, focus: str) -> QuerySet[Grid]:
        """Lists in JSON are asked as text: not every database can look into them."""
        areas = Area.objects.annotate(listed=Cast("focus_types", TextField())).filter(listed__contains=f'"{focus}"')
        return queryset.filter(community__in=areas.order_by().values("pk"))

    def within(self, queryset: QuerySet[Grid], name: str, area: Area) -> QuerySet[Grid]:
        """Chosen in the tree."""
        return queryset.within(area.code)

    def leave(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """The view has asked for the grids of that day already; here the day is only part of the form."""
        return queryset
