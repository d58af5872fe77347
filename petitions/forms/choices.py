"""Long selects people find their way in: categories under their levels, units under their system."""

from itertools import groupby

from django.utils.translation import gettext_lazy as _

from partyorgs.forms.units import Choice, Group, Searchable, units
from petitions.models import Category

__all__ = ["BY_CATEGORY", "Choice", "Group", "Searchable", "categories", "units"]

BY_CATEGORY = _("as usual for the category")  # what an empty kind or urgency means


def categories() -> list[Group]:
    """The city's list of categories in use, by code."""
    rows = Category.objects.filter(is_active=True).order_by("code")
    groups = groupby(rows, key=lambda row: f"{row.level1} / {row.level2}")
    return [(title, [(row.code, row.name) for row in group]) for title, group in groups]
