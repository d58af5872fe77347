"""The case being handled, the units it was given to, and the clocks that run on it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from petitions.enums import (
    ENDED,
    OPEN,
    AssignmentRole,
    Channel,
    ClockName,
    NotAcceptedReason,
    PetitionKind,
    ResultCode,
    Solved,
    Status,
    StatutoryClass,
    TimeBase,
    Track,
    Urgency,
)
from petitions.models.rules import Category

ENDED_VALUES = sorted(ENDED)
REOPEN_WINDOW = timedelta(days=30)  # after its end an order may be reopened, or joined by another (practice T05, T28)
STREET_DIGITS = 9  # of a place code, down to its street
ARCHIVABLE = sorted([Status.CLOSED, Status.NOT_ACCEPTED, Status.ANSWERED, Status.WITHDRAWN])
HANDED_ON = Q(lead_count__gt=1) | Q(return_count__gt=0)  # from one unit to another, or nearly
UNASSIGNED = [Status.REGISTERED, Status.ACCEPTED, Status.NOT_ACCEPTED, Status.ANSWERED, Status.MERGED,
              Status.WITHDRAWN, Status.ARCHIVED]  # fmt: skip


class WorkOrderQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """What this person may see at all. Every list, count, export and roll-up starts here.

        A unit goes on seeing what it was once given: it has to answer for how it signed, returned and replied.
        """
        if actor.is_office:
            return self._without_own_complaints(actor)
        seen = Q(pk__in=())
        departments = actor.department_ids("liaison", "handler", "dept_leader")
        if departments:
            assigned = Assignment.objects.filter(department_id__in=departments).values("work_order_id")
            called = self.model.objects.filter(whistles__calls__department_id__in=departments).order_by()
            seen |= Q(pk__in=assigned) | Q(pk__in=called.values("pk"))  # whoever comes to a whistle reads its orders
        for area_code in actor.area_codes("street_coordinator", "grid_worker"):
            seen |= Q(place_code__startswith=area_code)
        return self.filter(seen)._without_own_complaints(actor)

    def _without_own_complaints(self, actor):
        """The unit complained about never sees the order, whatever its other rights (practice §2.11)."""
        own = actor.department_ids()
        orders = self.exclude(target_department_id__in=own) if own else self
        for area_code in actor.area_codes("street_coordinator", "grid_worker"):  # they work for its street office
            offices = Department.objects.filter(street__code__startswith=area_code[:STREET_DIGITS])
            orders = orders.exclude(target_department_id__in=offices.order_by().values("pk"))
        return orders

    def open(self):
        return self.filter(status__in=OPEN)

    def at_the_desk(self):
        """Waiting for a dispatcher: routing has looked and did not decide."""
        return self.filter(status__in=[Status.REGISTERED, Status.ACCEPTED])

    def by_due(self):
        return self.order_by(F("due_at").asc(nulls_last=True), "id")


class WorkOrder(models.Model):
    """One case: a primary petition and those merged into it. Changed only through `workflow.advance()`.

    Every step writes the whole row, so an index must earn its keep: those of foreign keys that a longer one covers, or
    that nothing asks by, are left out.

    Columns from `title` to `target_department` repeat the primary petition, and `clock` to `clock_base` the running
    clock, so that a list reads one table.
    """

    number = models.CharField(_("work order number"), max_length=20)
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.REGISTERED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    version = models.PositiveIntegerField(default=0)

    title = models.CharField(_("title"), max_length=120)
    search_text = models.TextField(editable=False, default="")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    kind = models.CharField(_("kind"), max_length=12, choices=PetitionKind)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    track = models.CharField(_("track"), max_length=8, choices=Track, blank=True, default=Track.ORDINARY)
    statutory_class = models.CharField(_("class of the matter"), max_length=16, choices=StatutoryClass, blank=True)
    place_code = models.CharField(_("place code"), max_length=22, blank=True)
    place_name = models.CharField(_("place"), max_length=120, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    is_repeat = models.BooleanField(_("repeat"), default=False)
    target_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    lead = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    previous_status = models.CharField(
        max_length=14, choices=Status, blank=True
    )  # where a return or a merge took it from

    clock = models.CharField(_("clock"), max_length=20, choices=ClockName, blank=True)
    clock_base = models.CharField(max_length=8, choices=TimeBase, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    orange_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)

    registered_at = models.DateTimeField(_("registered at"))
    updated_at = models.DateTimeField(_("last changed at"))  # by a step; other systems ask what has changed since
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    not_accepted_reason = models.CharField(
        _("reason of non-acceptance"), max_length=2, choices=NotAcceptedReason, blank=True
    )  # fmt: skip
    routed_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    is_auto_dispatched = models.BooleanField(_("dispatched automatically"), default=False)
    lead_changed = models.BooleanField(_("lead changed"), default=False)
    return_count = models.PositiveSmallIntegerField(_("returns asked for"), default=0)
    contact_due_at = models.DateTimeField(_("contact due at"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("contacted at"), null=True, blank=True)
    handle_due_at = models.DateTimeField(_("handle due at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("first accepted submission"), null=True, blank=True)
    handle_minutes = models.PositiveIntegerField(_("handling time in working minutes"), null=True, blank=True)
    paused_minutes = models.PositiveIntegerField(_("working minutes the handle clock stood"), default=0)
    result_code = models.CharField(_("result"), max_length=30, choices=ResultCode, blank=True)
    contacted_answer = models.BooleanField(_("petitioner says contacted in time"), null=True, blank=True)
    solved = models.CharField(_("petitioner's answer: solved"), max_length=10, choices=Solved, blank=True)
    rating = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    missed_calls = models.PositiveSmallIntegerField(default=0)
    missed_days = models.PositiveSmallIntegerField(default=0)  # different days among those calls
    last_missed_on = models.DateField(null=True, blank=True)
    plan_on = models.DateField(_("promised for"), null=True, blank=True)  # what it was closed with
    rework_proposed = models.BooleanField(_("rework proposed"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    extension_count = models.PositiveSmallIntegerField(_("extensions"), default=0)
    lead_count = models.PositiveSmallIntegerField(_("units that led"), default=0)
    arbitration_count = models.PositiveSmallIntegerField(_("arbitrations"), default=0)
    open_matters = models.CharField(max_length=100, blank=True)  # names of what is undecided or in force beside it
    excluded_at = models.DateTimeField(_("excluded from assessment at"), null=True, blank=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        indexes = [
            models.Index(name="order_due", fields=["due_at", "id"]),
            models.Index(name="order_merged_into", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            models.Index(name="order_status_due", fields=["status", "due_at", "id"]),
            models.Index(name="order_lead_status_due", fields=["lead", "status", "due_at", "id"]),
            models.Index(name="order_registered", fields=["-registered_at", "-id"]),
            models.Index(name="order_updated", fields=["updated_at"]),
            models.Index(name="order_lead_dispatched", fields=["lead", "dispatched_at"]),
            models.Index(name="order_to_archive", fields=["updated_at", "id"], condition=Q(status__in=ARCHIVABLE)),
            models.Index(name="order_handed_on", fields=["-registered_at", "-id"], condition=HANDED_ON),
            models.Index(name="order_open_matters", fields=["due_at", "id"], condition=~Q(open_matters="")),
            models.Index(name="order_place", fields=["place_code", "status"]),
            models.Index(name="order_plan", fields=["plan_on"], condition=Q(plan_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="order_number_once", fields=["number"]),
            models.CheckConstraint(
                name="order_closed_has_moment", condition=~Q(status=Status.CLOSED) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="order_given_out_has_lead", condition=Q(status__in=UNASSIGNED) | Q(lead__isnull=False)
            ),
            models.CheckConstraint(
                name="order_merged_into_iff_merged",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | Q(~Q(status=Status.MERGED), merged_into__isnull=True)
                | Q(status=Status.ARCHIVED),
            ),
            models.CheckConstraint(
                name="order_clock_whole",
                condition=Q(clock="", clock_started_at__isnull=True, due_at__isnull=True)
                | Q(~Q(clock=""), clock_started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_rating_1_to_5", condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5)
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    @property
    def is_open(self):
        return self.status in OPEN

    def can_be_joined(self, at):
        """Whether a petition about the same matter may be merged into this order (practice T05)."""
        return at <= self.closed_at + REOPEN_WINDOW if self.closed_at else self.is_open

    def has_open(self, matter):
        return matter in self.open_matters.split()

    def open_matter(self, matter):
        self.open_matters = " ".join(sorted({*self.open_matters.split(), matter}))

    def close_matter(self, matter):
        self.open_matters = " ".join(sorted(set(self.open_matters.split()) - {matter}))

    @property
    def waits_for_routing(self):
        """At the desk, and the worker has not looked yet."""
        return self.routed_at is None and self.status in (Status.REGISTERED, Status.ACCEPTED)


class Assignment(models.Model):
    """One unit's part in an order, from one dispatch to its end. The sign clock lives here."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="assignments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(_("role"), max_length=6, choices=AssignmentRole)
    is_active = models.BooleanField(_("active"), default=True)
    is_auto = models.BooleanField(_("automatic"), default=False)
    dispatched_at = models.DateTimeField(_("dispatched at"))
    instructions = models.TextField(_("instructions"), blank=True)
    sign_due_at = models.DateTimeField(_("sign due at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    is_auto_signed = models.BooleanField(_("counted as signed when the return window ended"), default=False)
    signed_by_name = models.CharField(_("signed by"), max_length=64, blank=True)
    handler_name = models.CharField(_("handler"), max_length=64, blank=True)
    handler_phone = models.CharField(_("handler's office phone"), max_length=30, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    piece = models.TextField(_("piece of work"), blank=True)
    assist_due_at = models.DateTimeField(_("result due at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("result reported at"), null=True, blank=True)
    result = models.TextField(_("result, for the lead"), blank=True)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    waive_reason = models.TextField(_("why the lead goes on without it"), blank=True)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)
    objection = models.TextField(_("objection"), blank=True)
    objection_settled_at = models.DateTimeField(_("objection settled at"), null=True, blank=True)
    is_return_locked = models.BooleanField(_("may not be returned again"), default=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                name="assignment_one_active_lead", fields=["work_order"], condition=Q(role="lead", is_active=True)
            ),
            models.UniqueConstraint(
                name="assignment_once_per_department", fields=["work_order", "department"], condition=Q(is_active=True)
            ),
            models.CheckConstraint(
                name="assignment_ended_iff_inactive",
                condition=Q(is_active=True, ended_at=None) | Q(is_active=False, ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="assignment_department", fields=["department", "work_order"])]

    def __str__(self):
        return f"{self.work_order_id} {self.role} {self.department_id}"

    @property
    def is_owed(self):
        """An assist whose result the lead still waits for. One that was given no piece of work only stands by."""
        is_assist = self.role == AssignmentRole.ASSIST and self.is_active
        return is_assist and bool(self.piece) and not (self.finished_at or self.waived_at)
