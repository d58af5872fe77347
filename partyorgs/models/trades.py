"""New trades and industries, and which organisation reaches those who work in them. Numbers of units and workers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from partyorgs.models.party import PartyOrganization


class Trade(models.Model):
    name = models.CharField(_("name"), max_length=32, unique=True)
    order = models.PositiveSmallIntegerField(_("place in the table"), default=100)

    class Meta:
        verbose_name = _("new trade")
        verbose_name_plural = _("new trades")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class TradeCoverage(models.Model):
    """One trade in one district. Without an organisation it is a blank, unless nobody works in it there."""

    trade = models.ForeignKey(Trade, verbose_name=_("trade"), on_delete=models.PROTECT, related_name="coverage")
    district = models.ForeignKey(Area, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField(_("units"))
    workers = models.PositiveIntegerField(_("workers"))
    organization = models.ForeignKey(
        PartyOrganization,
        verbose_name=_("party organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trades",
    )
    counted_on = models.DateField(_("counted on"))

    class Meta:
        verbose_name = _("coverage of a trade")
        verbose_name_plural = _("coverage of trades")
        ordering = ["trade", "district__code"]
        constraints = [
            models.UniqueConstraint(name="tradecoverage_once_a_district", fields=["trade", "district"]),
            models.CheckConstraint(
                name="tradecoverage_organisation_needs_somebody",
                condition=Q(organization=None) | Q(units__gt=0) | Q(workers__gt=0),
                violation_error_message=_("Where nobody works in a trade, no organisation reaches anybody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade} · {self.district}"

    @property
    def is_blank(self) -> bool:
        return self.organization_id is None and (self.units > 0 or self.workers > 0)
