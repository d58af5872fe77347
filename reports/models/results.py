"""The frozen figures of a gate, and the counts they were made of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job
from partyorgs.models import Department
from reports.enums import Gate
from reports.models.cycle import AssessmentCycle


class AssessmentResult(models.Model):
    """One roll-up. `frame` is what it was told (period, scheme, units with their targets) when it began; `content` is
    what came out, frame and figures. Both are canonical JSON kept as text, so that bytes can be compared."""

    cycle = models.ForeignKey(AssessmentCycle, models.PROTECT, related_name="results")
    gate = models.CharField(_("gate"), max_length=10, choices=Gate)
    job = models.OneToOneField(Job, models.PROTECT, related_name="assessment")
    as_of = models.DateTimeField(_("as of"))
    frame = models.TextField(editable=False)
    content = models.TextField(editable=False, blank=True)
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment result")
        verbose_name_plural = _("assessment results")
        indexes = [models.Index(name="result_newest", fields=["cycle", "gate", "-as_of"])]
        constraints = [
            models.CheckConstraint(
                name="result_frozen_iff_content",
                condition=Q(frozen_at=None, content="", content_hash="")
                | (Q(frozen_at__isnull=False) & ~Q(content="") & ~Q(content_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.gate} {self.as_of:%Y-%m-%d %H:%M}"

    @property
    def address(self) -> str:
        """How pages call this very result, whatever newer ones there are."""
        return f"{self.gate}-{self.pk}"


class AssessmentTally(models.Model):
    """What was counted of one unit: how often each combination of answers occurred. The figures follow from it."""

    result = models.ForeignKey(AssessmentResult, models.CASCADE, related_name="tallies")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    content = models.TextField(editable=False)

    class Meta:
        verbose_name = _("assessment tally")
        verbose_name_plural = _("assessment tallies")
        constraints = [
            models.UniqueConstraint(name="tally_once_per_unit", fields=["result", "department"]),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.department_id}"
