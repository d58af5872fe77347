"""Where party organisations stood before the map was changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Grid
from partyorgs.models.party import PartyOrganization


class FormerSeat(models.Model):
    """An organisation goes with its place when that is split, merged or moved; until that day it stood here. Its code,
    its elections and its members go on, so it is no new organisation."""

    organization = models.ForeignKey(
        PartyOrganization, verbose_name=_("party organisation"), on_delete=models.PROTECT, related_name="former_seats"
    )
    until = models.DateField(_("until"))
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey(
        Grid, verbose_name=_("grid"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("former seat of a party organisation")
        verbose_name_plural = _("former seats of party organisations")
        ordering = ["organization", "until", "id"]
        constraints = [
            models.CheckConstraint(
                name="formerseat_in_area_or_grid",
                condition=Q(area=None, grid__isnull=False) | Q(area__isnull=False, grid=None),
            ),
        ]
        indexes = [models.Index(name="formerseat_until", fields=["until"])]

    def __str__(self) -> str:
        return f"{self.organization} – {self.until}"
