"""Time that runs: what every clock has, and the clocks of orders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.enums import ClockName, TimeBase
from petitions.models.workorder import Assignment, WorkOrder


class Timed(models.Model):
    """One run of one time limit: from the event that started it to the one that stopped it, pauses in between.

    `due_at` is empty while the calendar of its year is not entered; `yellow_at` and `orange_at` are the moments at
    which 70 % and 90 % of the time are used. `alert_at` is the next moment at which somebody must be told, empty while
    nothing can become due; `alerted` says how many of those moments have passed (1 yellow, 2 orange, 3 red, then one
    for each step of escalation). Only `deadlines.Clockwork` writes them.
    """

    base = models.CharField(_("time base"), max_length=8, choices=TimeBase)
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    unit = models.CharField(max_length=7)
    started_at = models.DateTimeField()
    yellow_at = models.DateTimeField(null=True, blank=True)
    orange_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    alert_at = models.DateTimeField(null=True, blank=True)
    alerted = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def is_running(self):
        return self.stopped_at is None and self.paused_at is None


class Clock(Timed):
    """A clock of an order, or, with an assignment, that of one assist's piece of work."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, null=True, blank=True, related_name="clocks", db_index=False
    )
    name = models.CharField(_("clock"), max_length=20, choices=ClockName)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                name="clock_runs_once", fields=["work_order", "name"], condition=Q(stopped_at=None, assignment=None)
            ),
            models.UniqueConstraint(
                name="clock_of_assist_runs_once", fields=["assignment"],
                condition=Q(stopped_at=None, assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="clock_assist_iff_assignment",
                condition=Q(name=ClockName.ASSIST, assignment__isnull=False)
                | (~Q(name=ClockName.ASSIST) & Q(assignment__isnull=True)),
            ),
            models.CheckConstraint(
                name="clock_alerts_only_while_running",
                condition=Q(alert_at=None) | Q(stopped_at=None, paused_at=None),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="clock_without_due", fields=["started_at"], condition=Q(due_at=None, stopped_at=None)
            ),
            models.Index(name="clock_alert", fields=["alert_at"], condition=Q(alert_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.work_order_id} {self.name}"
