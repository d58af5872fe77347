"""How the orders behind a figure are narrowed."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION, holding
from petitions.enums import PetitionKind, Status
from petitions.models import WorkOrder


class OrdersBehindFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Number, place, words of the petition"), max_length=LONGEST_QUESTION
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=PetitionKind.choices)
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def search(self, queryset: QuerySet[WorkOrder], name: str, text: str) -> QuerySet[WorkOrder]:
        return queryset.filter(holding("search_text", text))
