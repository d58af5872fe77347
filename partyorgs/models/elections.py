"""Elections that were held. Numbers of those elected, never who they are: there are no candidates' files."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import ElectionTiming
from partyorgs.models.party import PartyOrganization


class TermElection(models.Model):
    """One election. `due_on` is the end of the term it ended, so that "early" and "late" stay what they were."""

    organization = models.ForeignKey(
        PartyOrganization, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="elections"
    )
    held_on = models.DateField(_("held on"))
    due_on = models.DateField(_("term ended"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("new term in years"))
    timing = models.CharField(_("timing"), max_length=8, choices=ElectionTiming)
    approval_document = models.CharField(_("approval of the superior"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    elected = models.PositiveSmallIntegerField(_("elected"))
    entitled = models.PositiveIntegerField(_("entitled to vote"))
    voted = models.PositiveIntegerField(_("voted"))
    average_age = models.DecimalField(_("average age of those elected"), max_digits=4, decimal_places=1)
    with_college = models.PositiveSmallIntegerField(_("of them with college education"))
    women = models.PositiveSmallIntegerField(_("of them women"))
    recorded_at = models.DateTimeField(_("entered at"))
    recorded_by_name = models.CharField(_("entered by"), max_length=64)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="termelection_once_a_day", fields=["organization", "held_on"]),
            models.CheckConstraint(
                name="termelection_early_or_late_by_document",
                condition=Q(timing=ElectionTiming.ON_TIME) | ~Q(approval_document=""),
                violation_error_message=_("An early or late election needs the approval of the superior."),
            ),
            models.CheckConstraint(
                name="termelection_numbers_fit",
                condition=Q(elected__lte=F("seats"), elected__gte=1, voted__lte=F("entitled"), entitled__gte=1),
                violation_error_message=_("No more are elected than there are seats, no more vote than may vote."),
            ),
            models.CheckConstraint(
                name="termelection_parts_of_the_elected",
                condition=Q(with_college__lte=F("elected"), women__lte=F("elected")),
                violation_error_message=_("A part of those elected cannot be larger than all of them."),
            ),
        ]
        indexes = [models.Index(name="termelection_held", fields=["held_on"])]

    def __str__(self) -> str:
        return f"{self.organization} {self.held_on:%Y-%m-%d}"

    @property
    def turnout(self) -> Decimal:
        return Decimal(self.voted) / self.entitled
