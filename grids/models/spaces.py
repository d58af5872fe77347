"""Idle rooms and land, and what became of them."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.enums import SpaceKind, SpaceStatus
from grids.models.standing import Standing


class IdleSpace(Standing):
    """闲置资源. `status` follows its use record; only `grids.spaces` moves it."""

    kind = models.CharField(_("type"), max_length=8, choices=SpaceKind)
    area_m2 = models.DecimalField(_("area, m²"), max_digits=9, decimal_places=1, validators=[MinValueValidator(1)])
    address = models.CharField(_("address"), max_length=120, blank=True)
    owner = models.CharField(_("owner unit"), max_length=64)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=SpaceStatus, default=SpaceStatus.IDLE)

    class Meta(Standing.Meta):
        abstract = False
        verbose_name = _("idle space")
        verbose_name_plural = _("idle spaces")
        ordering = ["place_code", "name", "id"]
        constraints = [
            *Standing.Meta.constraints,
            models.CheckConstraint(name="idlespace_has_an_area", condition=Q(area_m2__gt=0)),
        ]


class SpaceUse(models.Model):
    """Agreed with a unit, begun, ended. One at a time."""

    space = models.ForeignKey(IdleSpace, verbose_name=_("space"), on_delete=models.PROTECT, related_name="uses")
    user = models.CharField(_("user unit"), max_length=64)
    purpose = models.CharField(_("used for"), max_length=120)
    matched_on = models.DateField(_("agreed on"))
    begun_on = models.DateField(_("in use since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("use of a space")
        verbose_name_plural = _("uses of spaces")
        ordering = ["-matched_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="spaceuse_one_at_a_time", fields=["space"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="spaceuse_dates_in_order",
                condition=(Q(begun_on=None) | Q(begun_on__gte=F("matched_on")))
                & (Q(ended_on=None) | Q(ended_on__gte=F("matched_on")))
                & (Q(begun_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("begun_on"))),
            ),
        ]

    def __str__(self) -> str:
        return self.purpose
