"""Venues open to residents and workers: what they offer, how far they reach, how much they are used."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.enums import VenueKind
from grids.models.standing import Standing


class Venue(Standing):
    """阵地. `capacity` is how many visits a month it is made for: use is measured against it."""

    kind = models.CharField(_("type"), max_length=16, choices=VenueKind)
    address = models.CharField(_("address"), max_length=120, blank=True)
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    radius_m = models.PositiveIntegerField(_("serves a radius of, m"), null=True, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=120)
    functions = models.JSONField(_("functions"), default=list, blank=True)
    services = models.TextField(_("services"), blank=True)
    operator = models.CharField(_("run by"), max_length=64)
    capacity = models.PositiveIntegerField(
        _("made for, visits a month"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta(Standing.Meta):
        abstract = False
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["place_code", "name", "id"]
        constraints = [
            *Standing.Meta.constraints,
            models.CheckConstraint(
                name="venue_has_both_coordinates_or_none",
                condition=Q(lon=None, lat=None)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_("Give longitude and latitude, or neither."),
            ),
            models.CheckConstraint(name="venue_capacity_is_not_zero", condition=~Q(capacity=0)),
        ]


class VenueVisits(models.Model):
    """How many visits a venue had in a month: a number, nobody's name."""

    venue = models.ForeignKey(Venue, verbose_name=_("venue"), on_delete=models.PROTECT, related_name="visits")
    month = models.DateField(_("month"))
    count = models.PositiveIntegerField(_("visits"))

    class Meta:
        verbose_name = _("visits of a month")
        verbose_name_plural = _("visits of months")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(name="venuevisits_once_a_month", fields=["venue", "month"]),
            models.CheckConstraint(name="venuevisits_month_is_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.count}"
