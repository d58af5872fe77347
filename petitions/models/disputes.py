"""Whose is it? Arbitration between units, what was decided before, and signs that somebody bends the rules."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from petitions.enums import ArbitrationCause, IntegrityKind, PetitionKind
from petitions.models.handling import Act
from petitions.models.rules import Category
from petitions.models.workorder import WorkOrder


class Arbitration(Act):
    """A dispute about one order, from the reference to the award. One arbitrator proposes, another one awards.

    `panel` names the arbitrators by value, as the award letter does.
    """

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="arbitrations")
    cause = models.CharField(_("cause"), max_length=10, choices=ArbitrationCause)
    reason = models.TextField(_("what is disputed"))
    held_by = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)  # leads meanwhile
    duty_opinion = models.TextField(_("opinion on duties (编办)"), blank=True)
    law_opinion = models.TextField(_("opinion on law (司法局)"), blank=True)
    proposed_lead = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # fmt: skip
    proposed_assists = models.JSONField(default=list)  # codes
    proposed_reason = models.TextField(_("reasons proposed"), blank=True)
    proposed_by_id = models.BigIntegerField(null=True, blank=True)
    proposed_by_name = models.CharField(_("proposed by"), max_length=64, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    panel = models.JSONField(default=list)
    lead = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    award = models.TextField(_("reasons of the award"), blank=True)
    duty_change = models.TextField(_("change to the duty list proposed"), blank=True)
    decided_at = models.DateTimeField(_("awarded at"), null=True, blank=True)
    decided_by_name = models.CharField(_("awarded by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("arbitration")
        verbose_name_plural = _("arbitrations")
        constraints = [
            models.UniqueConstraint(
                name="arbitration_one_open_per_order", fields=["work_order"], condition=Q(decided_at=None)
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.work_order_id} {self.cause}"


class Position(Act):
    """What one party to a dispute says in writing."""

    arbitration = models.ForeignKey(Arbitration, models.CASCADE, related_name="positions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("position"))
    basis = models.TextField(_("legal texts"))

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")

    def __str__(self):
        return f"{self.arbitration_id} {self.department_id}"


class DutyCase(models.Model):
    """A precedent: who leads in matters like this one, decided by an award. Routing learns from it."""

    arbitration = models.OneToOneField(Arbitration, models.PROTECT, related_name="duty_case")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="duty_cases")
    kind = models.CharField(_("kind"), max_length=12, choices=PetitionKind)
    place_code = models.CharField(_("place code"), max_length=22, blank=True)
    lead = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    assists = models.JSONField(default=list)  # codes
    reason = models.TextField(_("reasons"))
    decided_at = models.DateTimeField(_("decided at"))
    order_number = models.CharField(_("work order number"), max_length=20)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("precedent")
        verbose_name_plural = _("precedents")

    def __str__(self):
        return f"{self.order_number} -> {self.lead_id}"


class IntegrityAlertQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """For those who watch over the work, and never about their own unit or an order that complains about it."""
        if not actor.has("supervisor", "office_admin", "auditor"):
            return self.none()
        own = actor.partial_to
        return self.exclude(department_id__in=own).exclude(work_order__target_department_id__in=own) if own else self


class IntegrityAlert(Act):
    """Somebody bent, or tried to bend, what is the petitioner's alone: to withdraw, to rate."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="integrity_alerts")
    kind = models.CharField(_("kind"), max_length=20, choices=IntegrityKind)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    note = models.TextField(_("note"), blank=True)
    seen_at = models.DateTimeField(_("looked into at"), null=True, blank=True)
    seen_by_name = models.CharField(_("looked into by"), max_length=64, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    objects = IntegrityAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrity alert")
        verbose_name_plural = _("integrity alerts")
        indexes = [models.Index(name="integrity_unseen", fields=["at"], condition=Q(seen_at=None))]

    def __str__(self):
        return f"{self.work_order_id} {self.kind}"


class OrderRecusal(Act):
    """Somebody has an interest in this order and decides nothing about it (信访工作条例 art. 28)."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="recusals")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(name="recusal_once", fields=["work_order", "by_id"])]

    def __str__(self):
        return f"{self.work_order_id} {self.by_name}"
