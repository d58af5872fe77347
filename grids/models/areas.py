"""City, districts, streets, communities."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids import codes
from grids.enums import AREA_LEVELS, AreaKind, FocusType, Level


class PlaceQuerySet(ValidityQuerySet):
    def within(self, code: str) -> Self:
        """The place itself and all places in it. A range, because every database can answer it from the index."""
        first = codes.prefix(code)
        return self.filter(code__range=(first, first.ljust(codes.LONGEST, "9")))


class Area(Validity):
    code = models.CharField(_("unified code"), max_length=12, unique=True)
    level = models.CharField(_("level"), max_length=16, choices=[(level.value, level.label) for level in AREA_LEVELS])
    name = models.CharField(_("name"), max_length=64)
    parent = models.ForeignKey(
        "self", verbose_name=_("lies in"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AreaKind, blank=True)
    focus_types = models.JSONField(_("focus"), default=list, blank=True)
    households = models.PositiveIntegerField(_("households"), default=0)
    population = models.PositiveIntegerField(_("population"), default=0)
    edited_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("administrative area")
        verbose_name_plural = _("administrative areas")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="area_code_fits_level",
                condition=Q(level=Level.CITY, code__regex=r"^[0-9]{4}00$")
                | Q(level=Level.DISTRICT, code__regex=r"^[0-9]{4}([0-9][1-9]|[1-9]0)$")
                | Q(level=Level.STREET, code__regex=r"^[0-9]{9}$")
                | Q(level=Level.COMMUNITY, code__regex=r"^[0-9]{12}$"),
                violation_error_message=_("The code does not fit the level."),
            ),
            models.CheckConstraint(
                name="area_only_city_has_no_parent",
                condition=Q(level=Level.CITY, parent=None) | (~Q(level=Level.CITY) & ~Q(parent=None)),
                violation_error_message=_("Every area but the city lies in another."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        parents = {self.parent.code} if self.parent else set()
        complain("code", codes.validate(self.code, parents=parents))
        if unknown := set(self.focus_types) - set(FocusType.values):
            raise ValidationError({"focus_types": _("Unknown focus: %s") % ", ".join(sorted(map(str, unknown)))})


def complain(field: str, problems: list[codes.Problem]) -> None:
    if problems:
        raise ValidationError({field: [problem.message for problem in problems]})
