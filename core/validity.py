"""Rows that hold from one day to another: areas, units, duties, grants."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ValidityQuerySet(models.QuerySet):
    def active(self, on: date) -> Self:
        """The rows that hold on that day, be it today or long ago."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class Validity(models.Model):
    """From the first day until, and without, the last: what follows begins on the day on which this ends."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]

    def is_active(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
