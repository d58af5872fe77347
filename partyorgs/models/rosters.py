"""Who can be reached outside office hours, unit by unit and day by day. A plan: nobody checks in, nothing is timed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partyorgs.models.departments import Department


class OnCall(models.Model):
    department = models.ForeignKey(Department, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="on_call")
    day = models.DateField(_("day"))
    leader_name = models.CharField(_("leader on call"), max_length=64)
    leader_phone = models.CharField(_("office phone of the leader"), max_length=32)
    officer_name = models.CharField(_("duty officer"), max_length=64)
    officer_phone = models.CharField(_("office phone of the duty officer"), max_length=32)

    class Meta:
        verbose_name = _("day on call")
        verbose_name_plural = _("days on call")
        ordering = ["day", "department__code"]
        constraints = [models.UniqueConstraint(name="oncall_once_a_day", fields=["department", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.department}"
