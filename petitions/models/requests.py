"""What is asked for on an order and decided by somebody else: assists, time, suspension, exclusion, a final reply; and
what was merged into what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from petitions.enums import (
    ContactMethod,
    ExclusionGround,
    ExtensionReason,
    FinalGround,
    RequestState,
    SuspensionCause,
)
from petitions.models.handling import Act
from petitions.models.workorder import WorkOrder

UNDECIDED = (RequestState.PENDING, RequestState.CHECKED)


def _once_undecided(name: str) -> models.UniqueConstraint:
    """One of a kind at a time waits for a decision."""
    return models.UniqueConstraint(name=name, fields=["work_order"], condition=Q(state__in=["pending", "checked"]))


class Request(Act):
    """Asked for by one, decided by another."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="+")
    number = models.CharField(_("number"), max_length=20, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # for which it is asked
    state = models.CharField(_("state"), max_length=8, choices=RequestState, default=RequestState.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=64, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.number or self.work_order_id} {self.state}"

    @property
    def is_undecided(self):
        return self.state in UNDECIDED


class AssistRequest(Request):
    """The lead asks for another unit's part in the work."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="assist_requests")
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    piece = models.TextField(_("piece of work"))

    class Meta:
        verbose_name = _("assist asked for")
        verbose_name_plural = _("assists asked for")
        constraints = [_once_undecided("assist_request_one_pending")]


class ExtensionRequest(Request):
    """More time to handle. `due_before` and `due_after` are the moments of the clock that runs."""

    PREFIX = "YQ"
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="extensions")
    reason = models.CharField(_("reason"), max_length=2, choices=ExtensionReason)
    plan = models.TextField(_("what will be done until then"))
    days = models.PositiveSmallIntegerField(_("days asked for"))
    told_at = models.DateTimeField(_("petitioner told at"))
    due_before = models.DateTimeField(_("due before"), null=True, blank=True)
    due_after = models.DateTimeField(_("due after"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [_once_undecided("extension_one_pending")]
        indexes = [models.Index(name="extension_state", fields=["state", "at"])]


class Suspension(Request):
    """挂账: an order that cannot be solved for now, with what is done meanwhile and who answers for it."""

    PREFIX = "GZ"
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="suspensions")
    cause = models.CharField(_("cause"), max_length=2, choices=SuspensionCause)
    interim_measure = models.TextField(_("interim measure"))
    plan = models.TextField(_("plan and milestones"))
    owner_name = models.CharField(_("leader who answers for it"), max_length=64)
    told_at = models.DateTimeField(_("petitioner told at"), null=True, blank=True)
    review_on = models.DateField(_("next review on"))
    begun_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    reviews = models.PositiveSmallIntegerField(_("reviews so far"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            _once_undecided("suspension_one_pending"),
            models.UniqueConstraint(
                name="suspension_one_in_force", fields=["work_order"], condition=Q(state="granted")
            ),
        ]
        indexes = [models.Index(name="suspension_state_review", fields=["state", "review_on"])]


class FinalReply(Request):
    """The last word in a matter that rework cannot end: proposed by one, sealed by the deputy convener."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="final_replies")
    ground = models.CharField(_("ground"), max_length=10, choices=FinalGround)
    basis = models.TextField(_("law, policy and facts"))
    letter = models.TextField(_("reply letter"), blank=True)
    told_method = models.CharField(_("delivered by"), max_length=8, choices=ContactMethod, blank=True)

    class Meta:
        verbose_name = _("final reply")
        verbose_name_plural = _("final replies")
        constraints = [_once_undecided("final_reply_one_pending")]


class Exclusion(Request):
    """剔除: an order that shall not count in the outcome rates. Statistics only, never the service."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="exclusions")
    ground = models.CharField(_("ground"), max_length=2, choices=ExclusionGround)
    evidence = models.TextField(_("evidence"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by_id = models.BigIntegerField(null=True, blank=True)
    checked_by_name = models.CharField(_("checked by"), max_length=64, blank=True)
    check_note = models.TextField(_("finding of the check"), blank=True)
    is_drawn = models.BooleanField(_("drawn for re-check"), default=False)
    rechecked_at = models.DateTimeField(_("re-checked at"), null=True, blank=True)
    rechecked_by_name = models.CharField(_("re-checked by"), max_length=64, blank=True)
    recheck_note = models.TextField(_("finding of the re-check"), blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            _once_undecided("exclusion_one_pending"),
            models.UniqueConstraint(name="exclusion_one_in_force", fields=["work_order"], condition=Q(state="granted")),
        ]
        indexes = [models.Index(name="exclusion_state", fields=["state", "at"])]


class MergeRecord(Act):
    """Which petitions left which order for which, so that it can be undone to the letter."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="merges")
    primary = models.ForeignKey(WorkOrder, models.PROTECT, related_name="merges_received")
    petitions = models.JSONField(default=list)  # numbers, the primary one first
    clock = models.CharField(max_length=20, blank=True)  # that of its state, which goes on when it is undone
    reason = models.TextField(_("reason"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by_name = models.CharField(_("undone by"), max_length=64, blank=True)
    undo_reason = models.TextField(_("why it was undone"), blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(name="merge_one_in_force", fields=["work_order"], condition=Q(undone_at=None)),
        ]

    def __str__(self):
        return f"{self.work_order_id} -> {self.primary_id}"
