"""What happened: events that are only ever added, and the list of those somebody still has to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One change of one subject, written in the transaction of the change.

    It names its subject and actor by value, so it outlives both. `hash` covers the event and the hash before it:
    an event that is edited, removed or slipped in breaks the chain of its subject.
    """

    subject_type = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(name="event_one_per_step", fields=["subject_type", "subject_id", "seq"]),
        ]
        indexes = [models.Index(name="event_kind_at", fields=["kind", "at"])]

    def __str__(self):
        return f"{self.subject_type} {self.subject_id} #{self.seq} {self.kind}"


class Delivery(models.Model):
    """An event somebody listens to and has not heard yet. The row goes when every listener is done."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True)
    deliver_after = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self):
        return str(self.event_id)
