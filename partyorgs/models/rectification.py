"""软弱涣散整顿: organisations that the county-level committee has listed, and how each is put right."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import MeasureKind, RectificationState
from partyorgs.models.health import HealthCheck
from partyorgs.models.party import PartyOrganization

UNLISTED = (RectificationState.PROPOSED, RectificationState.DISMISSED)
ENDED = (RectificationState.CLOSED, RectificationState.DISMISSED)
AFTER_ACCEPTANCE = (RectificationState.ACCEPTED, RectificationState.TRACKED, RectificationState.CLOSED)


class RectificationCase(models.Model):
    """`partyorgs.rectification` is its one door. The four that support it are posts and units, named as in the plan."""

    organization = models.ForeignKey(
        PartyOrganization, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="rectifications"
    )
    state = models.CharField(_("state"), max_length=12, choices=RectificationState, default=RectificationState.PROPOSED)
    reason = models.TextField(_("why it is proposed"))
    proposed_after = models.ForeignKey(
        HealthCheck,
        verbose_name=_("proposed after the check"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by_name = models.CharField(_("proposed by"), max_length=64)
    listed_on = models.DateField(_("listed on"), null=True, blank=True)
    document = models.CharField(_("document of the county-level committee"), max_length=120, blank=True)
    plan = models.TextField(_("plan for this organisation"), blank=True)
    county_leader = models.CharField(_("county leader"), max_length=64, blank=True)
    town_leader = models.CharField(_("town leader"), max_length=64, blank=True)
    first_secretary = models.CharField(_("first secretary"), max_length=64, blank=True)
    paired_unit = models.CharField(_("paired unit"), max_length=64, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    acceptance = models.TextField(_("what the acceptance found"), blank=True)
    tracked_until = models.DateField(_("tracked until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    class Meta:
        verbose_name = _("rectification case")
        verbose_name_plural = _("rectification cases")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="rectificationcase_one_open_an_organisation",
                fields=["organization"],
                condition=~Q(state__in=ENDED),
            ),
            models.CheckConstraint(
                name="rectificationcase_listed_by_document",
                condition=Q(state__in=UNLISTED, listed_on=None)
                | (~Q(state__in=UNLISTED) & Q(listed_on__isnull=False) & ~Q(document="")),
            ),
            models.CheckConstraint(
                name="rectificationcase_accepted_from_acceptance_on",
                condition=Q(state__in=AFTER_ACCEPTANCE, accepted_on__isnull=False)
                | (~Q(state__in=AFTER_ACCEPTANCE) & Q(accepted_on=None)),
            ),
            models.CheckConstraint(
                name="rectificationcase_ended_iff_over",
                condition=Q(state__in=ENDED, ended_on__isnull=False) | (~Q(state__in=ENDED) & Q(ended_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class RectificationMeasure(models.Model):
    case = models.ForeignKey(
        RectificationCase, verbose_name=_("case"), on_delete=models.PROTECT, related_name="measures"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MeasureKind)
    text = models.CharField(_("measure"), max_length=200)
    due_on = models.DateField(_("to be done by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("measure of a rectification")
        verbose_name_plural = _("measures of a rectification")
        ordering = ["case", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="rectificationmeasure_done_with_result",
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
