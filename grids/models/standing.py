"""What stands in a place: estates, venues, idle spaces."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids import codes

PLACE_SHAPE = r"^[0-9]{9}([0-9]{3}([0-9]{3})?)?$"


class StandingQuerySet(ValidityQuerySet):
    def within(self, code: str) -> Self:
        """All that stand in a place, at whatever depth, answered from the index."""
        first = codes.prefix(code)
        return self.filter(place_code__range=(first, first.ljust(codes.LONGEST, "9")))


class Standing(Validity):
    """`place_code` is the deepest place known: a grid, a community, or a street. By value, as an order has it: codes
    are never given twice, and `grids.standing.follow` carries it along when the map changes."""

    name = models.CharField(_("name"), max_length=64)
    place_code = models.CharField(_("place"), max_length=15, db_index=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_place_is_street_community_or_grid",
                condition=Q(place_code__regex=PLACE_SHAPE),
                violation_error_message=_("The place is a street, a community or a grid."),
            ),
            models.UniqueConstraint(
                name="%(class)s_once_a_place",
                fields=["name", "place_code"],
                condition=Q(valid_to=None),
                violation_error_message=_("There is one of this name in this place already: open that one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def street_code(self) -> str:
        return self.place_code[:9]
