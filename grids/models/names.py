"""The gazetteer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids.models.areas import Area
from grids.models.grids import Grid


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
