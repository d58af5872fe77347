"""The smallest managed areas, which lie over which, and what they were called in the systems of single departments."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids import codes, shapes
from grids.enums import GridKind, LegacySystem
from grids.models.areas import Area, PlaceQuerySet, complain

GRID_CODE_FITS_KIND = (
    Q(kind=GridKind.BASIC, code__regex=r"^[0-9]{12}[0-6][0-9]{2}$")
    | Q(kind=GridKind.INDUSTRY, code__regex=r"^[0-9]{12}7[0-9]{2}$")
    | Q(kind=GridKind.ENTERPRISE, code__regex=r"^[0-9]{12}8[0-9]{2}$")
    | Q(kind=GridKind.SPECIAL, code__regex=r"^[0-9]{12}9[0-9]{2}$")
)


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
        complain("code", codes.validate(self.code, kind=self.kind, parents={above.code} if above else set()))
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


class LegacyGrid(Validity):
    """多格合一: a grid of one department's own system, and the unified grid it became part of. No new ones are drawn:
    a row only tells which unified grid an old code means."""

    system = models.CharField(_("system"), max_length=12, choices=LegacySystem)
    code = models.CharField(_("code in that system"), max_length=40)
    name = models.CharField(_("name in that system"), max_length=64, blank=True)
    grid = models.ForeignKey(Grid, verbose_name=_("unified grid"), on_delete=models.PROTECT, related_name="legacy")

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("departmental grid of before")
        verbose_name_plural = _("departmental grids of before")
        ordering = ["system", "code", "id"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(name="legacygrid_once_a_grid", fields=["system", "code", "grid"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.code}"
