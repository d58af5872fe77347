"""Work that outlives a request, and what its bar shows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.enums import INTERRUPTED, JobState

SILENT_AFTER = timedelta(minutes=5)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def interrupted(self, *, at: datetime) -> "JobQuerySet":
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=at - SILENT_AFTER)


class Job(models.Model):
    """One long piece of work. Only core.jobs changes it."""

    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(_("key"), max_length=128)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
    )
    state = models.CharField(_("state"), max_length=16, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField(_("total"), null=True, blank=True)
    done = models.PositiveIntegerField(_("processed"), default=0)
    ok = models.PositiveIntegerField(_("succeeded"), default=0)
    failed = models.PositiveIntegerField(_("not succeeded"), default=0)
    note = models.TextField(_("note"), blank=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    result = models.JSONField(_("result"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"))
    cancel_requested = models.BooleanField(_("cancellation requested"), default=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=UNFINISHED),
                name="job_one_unfinished_per_key",
            ),
            models.CheckConstraint(
                name="job_finished_at_iff_finished",
                condition=Q(state__in=UNFINISHED) ^ Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_started_at_when_running",
                condition=~Q(state=JobState.RUNNING) | Q(started_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_by_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def state_at(self, at: datetime) -> str:
        """What the row means at this moment: running without a sign of life is interrupted."""
        silent = self.state == JobState.RUNNING and self.heartbeat_at < at - SILENT_AFTER
        return INTERRUPTED if silent else self.state

    @property
    def shown_state(self) -> str:
        return self.state_at(timezone.now())

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None
