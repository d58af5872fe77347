"""What the work tells about the duty lists: where nobody or everybody answers, what a proposed list would change."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import DutyRevision
from petitions.enums import FindingKind
from petitions.models.rules import Category
from petitions.reasons import from_json


class DutyFinding(models.Model):
    """One thing that is wrong with who answers, from the night it was first seen to the night it was gone.

    Units, items and orders are named by value, as they were found. `weight` ranks: see `findings.weigh()`.
    """

    kind = models.CharField(_("finding"), max_length=10, choices=FindingKind)
    key = models.CharField(max_length=64)  # the same thing the next night has the same one
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )  # fmt: skip
    area_code = models.CharField(_("place code"), max_length=22, blank=True)
    duty_codes = models.JSONField(_("duty items"), default=list)
    unit_codes = models.JSONField(_("units"), default=list)
    because = models.JSONField(default=list)  # [reason code, parameters]
    cases = models.PositiveIntegerField(_("cases in twelve months"))
    hours = models.FloatField(_("median hours until dispatch"), null=True, blank=True)
    weight = models.FloatField(_("weight"))
    samples = models.JSONField(default=list)  # ids of orders, for whoever may see them
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding about the duty lists")
        verbose_name_plural = _("findings about the duty lists")
        constraints = [
            models.UniqueConstraint(
                name="dutyfinding_once_at_a_time", fields=["kind", "key"], condition=Q(gone_at=None)
            ),
            models.CheckConstraint(
                name="dutyfinding_seen_in_order", condition=Q(last_seen_at__gte=models.F("first_seen_at"))
            ),
        ]
        indexes = [models.Index(name="dutyfinding_weight", fields=["-weight", "id"], condition=Q(gone_at=None))]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def reasons(self):
        """Why it is one, in words."""
        return from_json(self.because)


class DutyTrial(models.Model):
    """What a proposed version of the duty lists would have done with the petitions of a year. Nothing was changed."""

    revision = models.ForeignKey(DutyRevision, models.CASCADE, related_name="trials")
    on = models.DateField(_("as if in force on"))
    since = models.DateTimeField(_("petitions from"))
    until = models.DateTimeField(_("petitions until"))
    tried = models.PositiveIntegerField(_("petitions tried"))
    moved = models.PositiveIntegerField(_("would change hands"))
    fingerprint = models.CharField(_("fingerprint of the lists"), max_length=64)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(_("tried at"))
    by_name = models.CharField(_("tried by"), max_length=64)

    class Meta:
        verbose_name = _("trial of a duty list")
        verbose_name_plural = _("trials of duty lists")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.revision_id} {self.at:%Y-%m-%d %H:%M}"
