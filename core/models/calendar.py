"""Which days are worked, and from when to when: data entered each year, never code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose State Council notice has been entered. A year without a row is unknown, not Monday to Friday."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("source"), max_length=200, help_text=_("Document the days were taken from"))
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    class Meta:
        ordering = ["year"]
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a weekend day worked in exchange."""

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("worked"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class BusinessHours(models.Model):
    """Office hours from a day on: a list of ["08:30", "12:00"] pairs in order."""

    valid_from = models.DateField(_("valid from"), primary_key=True)
    windows = models.JSONField(_("windows"), help_text='[["08:30", "12:00"], ["14:00", "17:30"]]')

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        constraints = [
            models.CheckConstraint(name="business_hours_not_empty", condition=~Q(windows=[])),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}: " + ", ".join(f"{start}-{end}" for start, end in self.windows)
