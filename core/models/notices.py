"""What people are told."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import NoticeTone


class Notice(models.Model):
    """One line for one person. `kind` and `data` make the sentence where it is read; the subject is named by value.

    `pending` lists the channels (see `core.channels`) that have yet to carry it further, `carry_at` is when they are
    next tried: empty when all have, or when they were tried so often that a person must look.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(_("kind"), max_length=60)
    tone = models.CharField(_("tone"), max_length=8, choices=NoticeTone, default=NoticeTone.PLAIN)
    at = models.DateTimeField(_("at"))
    subject_type = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    path = models.CharField(_("address"), max_length=200, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    pending = models.JSONField(default=list)
    carry_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(name="notice_by_user", fields=["user", "-at", "-id"]),
            models.Index(name="notice_unread", fields=["user"], condition=Q(read_at=None)),
            models.Index(name="notice_carry", fields=["carry_at"], condition=Q(carry_at__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} {self.user_id}"
