"""What became of a place: splits, mergers, new names, moves, each with its document and its day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.enums import PlaceChangeKind


class PlaceChange(models.Model):
    """One decision that changed the map. `grids.changes` makes it and carries it out on its day; nobody edits it."""

    kind = models.CharField(_("change"), max_length=8, choices=PlaceChangeKind)
    effective_on = models.DateField(_("in force from"))
    document = models.CharField(_("document"), max_length=120)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("entered at"))
    made_by_name = models.CharField(_("entered by"), max_length=64)

    class Meta:
        verbose_name = _("change of places")
        verbose_name_plural = _("changes of places")
        ordering = ["-effective_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document}"


class Succession(models.Model):
    """From this code to that one on the day of the change. A street that moves moves every place in it: a row each.

    A new name keeps its code: then both codes are the same and the names differ. Orders keep the code of their day;
    these rows lead from it to where the place lies on another day.
    """

    change = models.ForeignKey(
        PlaceChange, verbose_name=_("change"), on_delete=models.PROTECT, related_name="successions"
    )  # fmt: skip
    from_code = models.CharField(_("code before"), max_length=22, db_index=True)
    from_name = models.CharField(_("name before"), max_length=64)
    to_code = models.CharField(_("code after"), max_length=22, db_index=True)
    to_name = models.CharField(_("name after"), max_length=64)

    class Meta:
        verbose_name = _("successor of a place")
        verbose_name_plural = _("successors of places")
        ordering = ["change", "from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(name="succession_once_a_change", fields=["change", "from_code", "to_code"]),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"
