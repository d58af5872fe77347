"""What people and the router leave on an order as they work on it: suggestions, returns, contacts, replies, checks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from petitions.enums import (
    Contacted,
    ContactMethod,
    ContactOutcome,
    DissatisfactionCause,
    ResultCode,
    ReturnReason,
    ReturnState,
    Solved,
    VerificationMethod,
)
from petitions.models.workorder import Assignment, WorkOrder


class DispatchSuggestion(models.Model):
    """What routing decided, or why it did not. `because` is a list of [reason code, parameters]."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="suggestions")
    at = models.DateTimeField()
    lead = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    assists = models.JSONField(default=list)
    because = models.JSONField(default=list)
    is_applied = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("dispatch suggestion")
        verbose_name_plural = _("dispatch suggestions")

    def __str__(self):
        return f"{self.work_order_id} -> {self.lead_id}"


class Act(models.Model):
    """Something a person did on an order. Names are kept by value: history outlives accounts."""

    at = models.DateTimeField(_("at"))
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("by"), max_length=64)

    class Meta:
        abstract = True


class ReturnRequest(Act):
    """A unit says an order is not its own, and on what ground; a dispatcher decides.

    `was_wrong` is settled by the last word on whose the order is: a rejection, or an award that gives it back.
    """

    PREFIX = "TD"
    number = models.CharField(_("number"), max_length=20, blank=True)
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="return_requests")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="return_requests")
    reason = models.CharField(_("reason"), max_length=2, choices=ReturnReason)
    basis = models.TextField(_("legal basis or duty item"))
    new_facts = models.TextField(_("new facts found on site"), blank=True)
    suggested = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    endorsed_by_id = models.BigIntegerField(null=True, blank=True)  # the first of two, where the order is urgent
    endorsed_by_name = models.CharField(_("endorsed by"), max_length=64, blank=True)
    was_wrong = models.BooleanField(_("charged to the unit that asked"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ReturnState, default=ReturnState.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=64, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("return request")
        verbose_name_plural = _("return requests")
        constraints = [
            models.UniqueConstraint(
                name="return_one_pending_per_order", fields=["work_order"], condition=Q(state="pending")
            ),
            models.CheckConstraint(
                name="return_decided_iff_not_pending",
                condition=Q(state="pending", decided_at=None) | Q(~Q(state="pending"), decided_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.work_order_id} {self.reason} {self.state}"


class ContactLog(Act):
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="contacts")
    method = models.CharField(_("method"), max_length=8, choices=ContactMethod)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ContactOutcome)
    call_ref = models.CharField(_("masked call id"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return f"{self.work_order_id} {self.outcome}"


class Reply(Act):
    """What a unit reports as done, in one round: a public text for the petitioner and a note for the office."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="replies")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    result_code = models.CharField(_("result"), max_length=30, choices=ResultCode)
    public_text = models.TextField(_("reply to the petitioner"))
    measures = models.TextField(_("measures taken"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    approved_by_name = models.CharField(_("approved by the unit's leader"), max_length=64, blank=True)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    told_at = models.DateTimeField(_("petitioner told at"), null=True, blank=True)
    told_method = models.CharField(_("told by"), max_length=8, choices=ContactMethod, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.CheckConstraint(
                name="reply_planned_has_date", condition=~Q(result_code="planned") | Q(planned_on__isnull=False)
            ),
            models.CheckConstraint(name="reply_not_empty", condition=~Q(public_text="")),
        ]

    def __str__(self):
        return f"{self.work_order_id} {self.result_code}"


class Verification(Act):
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="verifications")
    round = models.PositiveSmallIntegerField(_("round"))
    has_passed = models.BooleanField(_("passed"))
    method = models.CharField(_("how"), max_length=10, choices=VerificationMethod, default=VerificationMethod.DOCUMENTS)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    finding = models.TextField(_("finding"))

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self):
        return f"{self.work_order_id} {self.has_passed}"


class FollowUp(Act):
    """One call to the petitioner: missed, or answered with Q1 to Q5 (practice §2.10)."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="follow_ups")
    petition = models.ForeignKey(
        "petitions.Petition", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )  # one that joined the order; empty for the primary one, whose answers are those of the order
    round = models.PositiveSmallIntegerField(_("round"))
    is_reached = models.BooleanField(_("reached"))
    contacted = models.CharField(_("Q1 contacted in time"), max_length=6, choices=Contacted, blank=True)
    solved = models.CharField(_("Q2 solved"), max_length=10, choices=Solved, blank=True)
    rating = models.PositiveSmallIntegerField(_("Q3 satisfaction"), null=True, blank=True)
    comment = models.TextField(_("Q4 comment"), blank=True)
    may_publish = models.BooleanField(_("Q5 may be published"), default=False)
    cause = models.CharField(_("cause"), max_length=14, choices=DissatisfactionCause, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                name="follow_up_rating_1_to_5", condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5)
            ),
            models.CheckConstraint(
                name="follow_up_missed_has_no_answers",
                condition=Q(is_reached=True) | Q(contacted="", solved="", rating=None),
            ),
        ]

    def __str__(self):
        return f"{self.work_order_id} {self.solved or '-'}"
