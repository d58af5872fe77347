"""Working together and being driven: whistles and supervision; and the slip that tells the accused side the facts."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from grids import codes
from grids.models import Area
from partyorgs.models import Department
from petitions.enums import (
    SupervisionLevel,
    SupervisionState,
    SupervisionTrigger,
    WhistleKind,
    WhistleView,
)
from petitions.models.clocks import Timed
from petitions.models.handling import Act
from petitions.models.workorder import WorkOrder

SUPERVISION_ENDED = (SupervisionState.WRITTEN_OFF, SupervisionState.DROPPED)


class WhistleQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """For the street and its office, the departments called and the coordination office; never for a unit that one
        of the linked orders complains about."""
        seen = self if actor.is_office else self.filter(self._of_a_party(actor))
        own = actor.department_ids()
        return seen.exclude(orders__target_department_id__in=own) if own else seen

    def whole(self):
        """With the street, its office and everybody called: two queries for any number of whistles."""
        calls = WhistleCall.objects.select_related("department").order_by("id")
        return self.select_related("street__office").prefetch_related(Prefetch("calls", calls))

    @staticmethod
    def _of_a_party(actor):
        units = actor.department_ids("liaison", "handler", "dept_leader")
        called = WhistleCall.objects.filter(department_id__in=units).order_by().values("whistle_id")
        seen = Q(pk__in=called) | Q(street__office__id__in=units)
        for area_code in actor.area_codes("street_coordinator"):
            seen |= Q(street__code__startswith=codes.prefix(area_code))
        return seen


class Whistle(Act):
    """吹哨: a street calls departments to where its own powers end. Only the street ends it (practice §2.9)."""

    PREFIX = "SZ"
    number = models.CharField(_("number"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=WhistleKind)
    street = models.ForeignKey(Area, models.PROTECT, related_name="whistles")
    place = models.CharField(_("place"), max_length=200)
    reason = models.TextField(_("what is beyond the street's power"))
    orders = models.ManyToManyField(WorkOrder, related_name="whistles", blank=True)
    meeting_place = models.CharField(_("meeting place"), max_length=200, blank=True)
    meeting_at = models.DateTimeField(_("meeting time"), null=True, blank=True)
    verdict = models.CharField(_("view of the office"), max_length=10, choices=WhistleView, blank=True)
    verdict_note = models.TextField(_("why"), blank=True)
    result = models.TextField(_("result"), blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by_name = models.CharField(_("ended by"), max_length=64, blank=True)

    objects = WhistleQuerySet.as_manager()

    class Meta:
        verbose_name = _("whistle")
        verbose_name_plural = _("whistles")
        indexes = [models.Index(name="whistle_street_at", fields=["street", "-at", "-id"])]
        constraints = [
            models.UniqueConstraint(name="whistle_number_once", fields=["number"], condition=~Q(number="")),
            models.CheckConstraint(
                name="whistle_ended_has_result", condition=Q(ended_at=None) | ~Q(result="")
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number


class WhistleCall(Timed):
    """One department called: the clock is that of its arrival; its result has a moment of its own."""

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    piece = models.TextField(_("piece of work"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    officer_name = models.CharField(_("who came"), max_length=64, blank=True)
    result = models.TextField(_("result"), blank=True)
    result_due_at = models.DateTimeField(_("result due at"), null=True, blank=True)
    result_at = models.DateTimeField(_("result reported at"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("street's rating, 1 to 5"), null=True, blank=True)
    rating_note = models.TextField(_("why this rating"), blank=True)
    view = models.CharField(_("was the whistle right?"), max_length=10, choices=WhistleView, blank=True)
    view_note = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("department called")
        verbose_name_plural = _("departments called")
        constraints = [
            models.UniqueConstraint(name="whistle_call_once", fields=["whistle", "department"]),
            models.CheckConstraint(
                name="whistle_rating_1_to_5", condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5)
            ),
            models.CheckConstraint(
                name="whistle_call_alerts_only_while_running",
                condition=Q(alert_at=None) | Q(stopped_at=None, paused_at=None),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="whistle_call_alert", fields=["alert_at"], condition=Q(alert_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.whistle_id} {self.department_id}"


class SupervisionOrderQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """All for the office; for a unit what was issued to it. Nothing about a complaint against one's own unit."""
        if actor.is_office:
            return self._without_own_complaints(actor)
        units = actor.department_ids("liaison", "handler", "dept_leader", "street_coordinator")
        if not units:
            return self.none()
        return self.filter(department_id__in=units, issued_at__isnull=False)._without_own_complaints(actor)

    def _without_own_complaints(self, actor):
        own = actor.department_ids()
        return self.exclude(work_order__target_department_id__in=own) if own else self

    def open(self):
        return self.exclude(state__in=SUPERVISION_ENDED)


class SupervisionOrder(Act, Timed):
    """督办: a unit answers to the office for an order that is stuck. Its clock is that of the reply.

    A draft has no running clock yet: `started_at` is then the moment it was drawn up.
    """

    PREFIX = "DB"
    number = models.CharField(_("number"), max_length=20, blank=True)
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="supervisions")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=SupervisionLevel, default=SupervisionLevel.NOTICE)
    trigger = models.CharField(_("occasion"), max_length=20, choices=SupervisionTrigger)
    state = models.CharField(_("state"), max_length=12, choices=SupervisionState, default=SupervisionState.DRAFT)
    reason = models.TextField(_("what is stuck"))
    demand = models.TextField(_("what is demanded"), blank=True)
    approved_by_name = models.CharField(_("approved by"), max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    reply_cause = models.TextField(_("cause"), blank=True)
    reply_measure = models.TextField(_("measure"), blank=True)
    reply_done_on = models.DateField(_("to be done by"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by_name = models.CharField(_("replied by"), max_length=64, blank=True)
    evidence = models.TextField(_("evidence for the write-off"), blank=True)
    ended_at = models.DateTimeField(_("written off or dropped at"), null=True, blank=True)
    ended_by_name = models.CharField(_("written off or dropped by"), max_length=64, blank=True)

    objects = SupervisionOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision order")
        verbose_name_plural = _("supervision orders")
        constraints = [
            models.UniqueConstraint(name="supervision_number_once", fields=["number"], condition=~Q(number="")),
            models.UniqueConstraint(
                name="supervision_one_open_per_trigger", fields=["work_order", "trigger"],
                condition=Q(state__in=["draft", "issued", "replied"]),
            ),
            models.CheckConstraint(
                name="supervision_issued_has_approver",
                condition=Q(state__in=["draft", "dropped"]) | ~Q(approved_by_name=""),
            ),
            models.CheckConstraint(
                name="supervision_written_off_has_evidence", condition=~Q(state="written_off") | ~Q(evidence="")
            ),
            models.CheckConstraint(
                name="supervision_alerts_only_while_running",
                condition=Q(alert_at=None) | Q(stopped_at=None, paused_at=None),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="supervision_alert", fields=["alert_at"], condition=Q(alert_at__isnull=False)),
            models.Index(name="supervision_state_due", fields=["state", "due_at", "id"]),
            models.Index(name="supervision_department", fields=["department", "state"]),
        ]

    def __str__(self):
        return self.number or f"{self.work_order_id} {self.level}"


class FactSlip(Act):
    """事实单: what the side complained about is told. Written anew: no identity, no original words, no time of call,
    no number of the order (practice §2.11)."""

    PREFIX = "SS"
    number = models.CharField(_("number"), max_length=20, blank=True)
    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="fact_slips")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="fact_slips")
    party = models.CharField(_("party complained about"), max_length=100, blank=True)
    place = models.CharField(_("place"), max_length=200)
    facts = models.TextField(_("facts"))
    demand = models.TextField(_("what is demanded"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by_name = models.CharField(_("answered by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("fact slip")
        verbose_name_plural = _("fact slips")
        constraints = [
            models.CheckConstraint(
                name="fact_slip_names_somebody", condition=Q(department__isnull=False) | ~Q(party="")
            ),
            models.UniqueConstraint(name="fact_slip_number_once", fields=["number"], condition=~Q(number="")),
        ]  # fmt: skip

    def __str__(self):
        return self.number


class StatutoryReview(Act, Timed):
    """复查, 复核: what a petitioner may ask for after the opinion in a letters and visits matter (arts. 35, 36)."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="statutory_reviews")
    level = models.PositiveSmallIntegerField(_("level"))  # 1 review, 2 re-review
    opinion_at = models.DateTimeField(_("opinion received at"))
    reason = models.TextField(_("reason"))
    opinion = models.TextField(_("opinion"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("statutory review")
        verbose_name_plural = _("statutory reviews")
        constraints = [
            models.UniqueConstraint(name="statutory_review_once_a_level", fields=["work_order", "level"]),
            models.CheckConstraint(name="statutory_review_level", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="statutory_review_alerts_only_while_running",
                condition=Q(alert_at=None) | Q(stopped_at=None, paused_at=None),
            ),
        ]
        indexes = [
            models.Index(name="statutory_review_alert", fields=["alert_at"], condition=Q(alert_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.work_order_id} {self.level}"
