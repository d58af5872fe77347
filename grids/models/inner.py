"""Within a grid: micro-grids, buildings, and the units of a building."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity
from grids import codes
from grids.enums import INNER_LEVELS, Level
from grids.models.areas import PlaceQuerySet, complain
from grids.models.grids import Grid


class InnerPlace(Validity):
    """A micro-grid, a building or a unit. Its code is its path; what it lies in follows from the code alone."""

    code = models.CharField(_("unified code"), max_length=codes.LONGEST, unique=True)
    level = models.CharField(_("level"), max_length=16, choices=[(level.value, level.label) for level in INNER_LEVELS])
    name = models.CharField(_("name"), max_length=64)
    grid = models.ForeignKey(Grid, verbose_name=_("grid"), on_delete=models.PROTECT, related_name="inner_places")
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("micro-grid, building or unit")
        verbose_name_plural = _("micro-grids, buildings and units")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="innerplace_code_fits_level",
                condition=Q(level=Level.MICRO_GRID, code__regex=r"^[0-9]{17}$")
                | Q(level=Level.BUILDING, code__regex=r"^[0-9]{20}$")
                | Q(level=Level.UNIT, code__regex=r"^[0-9]{22}$"),
                violation_error_message=_("The code does not fit the level."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        problems = codes.validate(self.code)
        if not problems and self.grid_id and not codes.covers(self.grid.code, self.code):
            problems = [codes.Problem("parent", _("The code must begin with the code of the grid."))]
        complain("code", problems)
