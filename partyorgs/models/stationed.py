"""Teams that departments station at streets, and how the street finds their work. Never how it finds a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from partyorgs.enums import Grade, Platform, Reporting
from partyorgs.models.departments import Department


class StationedUnit(models.Model):
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="stationed_units"
    )
    street = models.ForeignKey(Area, verbose_name=_("street"), on_delete=models.PROTECT, related_name="stationed_units")
    name = models.CharField(_("name of the unit"), max_length=64)
    platform = models.CharField(_("platform"), max_length=12, choices=Platform)
    reporting = models.CharField(_("answers to"), max_length=12, choices=Reporting, default=Reporting.DUAL)
    leader_name = models.CharField(_("head of the unit"), max_length=64, blank=True)
    office_phone = models.CharField(_("office phone"), max_length=32, blank=True)
    headcount = models.PositiveSmallIntegerField(_("headcount"), null=True, blank=True)
    since = models.DateField(_("stationed since"))
    until = models.DateField(_("stationed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stationed unit")
        verbose_name_plural = _("stationed units")
        ordering = ["street__code", "platform", "id"]
        constraints = [
            models.UniqueConstraint(
                name="stationedunit_once_at_a_time",
                fields=["department", "street", "name"],
                condition=Q(until=None),
                violation_error_message=_("This unit is stationed there already."),
            ),
            models.CheckConstraint(
                name="stationedunit_dates_in_order",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StreetEvaluation(models.Model):
    """The street's word on a unit for a quarter, said once; said again in that quarter, it takes the place of the
    first, and the ledger keeps both."""

    unit = models.ForeignKey(
        StationedUnit, verbose_name=_("stationed unit"), on_delete=models.PROTECT, related_name="evaluations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    grade = models.CharField(_("grade"), max_length=8, choices=Grade)
    text = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("at"))
    by_name = models.CharField(_("by"), max_length=64)

    class Meta:
        verbose_name = _("street's evaluation")
        verbose_name_plural = _("streets' evaluations")
        ordering = ["unit", "-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(name="streetevaluation_once_a_quarter", fields=["unit", "year", "quarter"]),
            models.CheckConstraint(name="streetevaluation_quarter_of_four", condition=Q(quarter__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} Q{self.quarter}"
