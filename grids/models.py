"""What is kept of the map: areas, grids, which grids lie over which, and the names people give to places.

Places are never deleted and codes never given twice: a place that ends gets its last day. `edited_at` tells every
process that its copy of the map is old (see grids.locate), so rows are changed by save() or bulk_create(), not by
update().
"""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids import codes, shapes
from grids.enums import AREA_LEVELS, AreaKind, FocusType, GridKind, Level

GRID_CODE_FITS_KIND = (
    Q(kind=GridKind.BASIC, code__regex=r"^[0-9]{12}[0-6][0-9]{2}$")
    | Q(kind=GridKind.INDUSTRY, code__regex=r"^[0-9]{12}7[0-9]{2}$")
    | Q(kind=GridKind.ENTERPRISE, code__regex=r"^[0-9]{12}8[0-9]{2}$")
    | Q(kind=GridKind.SPECIAL, code__regex=r"^[0-9]{12}9[0-9]{2}$")
)


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
        _complain("code", codes.validate(self.code, parents=parents))
        if unknown := set(self.focus_types) - set(FocusType.values):
            raise ValidationError({"focus_types": _("Unknown focus: %s") % ", ".join(sorted(map(str, unknown)))})


class Grid(Validity):
    code = models.CharField(_("unified code"), max_length=15, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=GridKind, default=GridKind.BASIC)
    name = models.CharField(_("name"), max_length=64)
    community = models.ForeignKey(
        Area, verbose_name=_("community"), on_delete=models.PROTECT, null=True, blank=True, related_name="grids"
    )
    street = models.ForeignKey(Area, verbose_name=_("street"), on_delete=models.PROTECT, related_name="street_grids")
    households = models.PositiveIntegerField(_("households"), default=0)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    geometry = models.JSONField(_("boundary (GeoJSON)"), null=True, blank=True)
    edited_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("grid")
        verbose_name_plural = _("grids")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="grid_code_fits_kind",
                condition=GRID_CODE_FITS_KIND,
                violation_error_message=_("The code does not fit the kind of grid."),
            ),
            models.CheckConstraint(
                name="grid_base_grid_in_a_community",
                condition=~Q(kind=GridKind.BASIC) | ~Q(community=None),
                violation_error_message=_("A base grid belongs to exactly one community."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above = self.community if self.community_id else self.street if self.street_id else None
        _complain("code", codes.validate(self.code, kind=self.kind, parents={above.code} if above else set()))
        if self.geometry is not None and not shapes.is_polygon(self.geometry):
            raise ValidationError({"geometry": _("The boundary must be a valid GeoJSON polygon.")})


class GridOverlay(models.Model):
    """An industry or enterprise grid lies over base grids: they own the place, it proposes the lead."""

    overlay = models.ForeignKey(Grid, verbose_name=_("overlay grid"), on_delete=models.PROTECT, related_name="covered")
    base = models.ForeignKey(Grid, verbose_name=_("base grid"), on_delete=models.PROTECT, related_name="overlays")

    class Meta:
        verbose_name = _("grid overlay")
        verbose_name_plural = _("grid overlays")
        constraints = [
            models.UniqueConstraint(name="gridoverlay_once", fields=["overlay", "base"]),
            models.CheckConstraint(name="gridoverlay_not_over_itself", condition=~Q(overlay=F("base"))),
        ]

    def __str__(self) -> str:
        return f"{self.overlay} / {self.base}"

    def clean(self) -> None:
        if self.overlay.kind == GridKind.BASIC or self.base.kind != GridKind.BASIC:
            raise ValidationError(_("Only an overlay grid lies over a base grid."))


class PlaceName(Validity):
    """The gazetteer: an estate, a road, a market, and the grid or area people mean by it."""

    name = models.CharField(_("name"), max_length=64, db_index=True)
    grid = models.ForeignKey(
        Grid, verbose_name=_("grid"), on_delete=models.PROTECT, null=True, blank=True, related_name="names"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="names"
    )
    edited_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        ordering = ["name", "id"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="placename_means_one_place",
                condition=Q(grid=None) ^ Q(area=None),
                violation_error_message=_("A name means either a grid or an area."),
            ),
            models.UniqueConstraint(name="placename_once_a_grid", fields=["name", "grid"]),
            models.UniqueConstraint(name="placename_once_an_area", fields=["name", "area"]),
        ]

    def __str__(self) -> str:
        return self.name


def _complain(field: str, problems: list[codes.Problem]) -> None:
    if problems:
        raise ValidationError({field: [problem.message for problem in problems]})
