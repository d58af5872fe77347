"""The counters behind public numbers, one row a day and prefix."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSequence(models.Model):
    """The last number given out; only core.numbers.take() moves it."""

    prefix = models.CharField(_("prefix"), max_length=8)
    day = models.DateField(_("day"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "day"], name="number_sequence_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.day:%Y%m%d}"
