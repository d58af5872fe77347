"""A file somebody handed in, and what we know of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, subject: models.Model) -> "AttachmentQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")


class Attachment(models.Model):
    """Names its subject by value, as events do: core knows no one above. Only core.files makes one."""

    subject_type = models.CharField(_("subject type"), max_length=50)
    subject_id = models.BigIntegerField(_("subject"))
    file = models.FileField(_("file"), max_length=120)
    original_name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        null=True,  # an API client is no user; the ledger names it
        blank=True,
        related_name="attachments",
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_by_subject")]
        constraints = [
            models.CheckConstraint(name="attachment_is_not_empty", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.original_name
