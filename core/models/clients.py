"""Other systems that talk to us: who they are, their keys, and the answers they may ask for again."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import IdempotencyState, Scope


class ApiClient(models.Model):
    """A system, for example the 12345 hotline. `source` marks the petitions it brings."""

    name = models.CharField(_("name"), max_length=64)
    source = models.SlugField(_("source code"), max_length=32, unique=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """What a client shows to get in. We keep a hash, so the key can be read only once, when it is issued.

    A client may hold two live keys, so that it can change over without an hour of silence.
    """

    client = models.ForeignKey(ApiClient, verbose_name=_("client"), on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(_("prefix"), max_length=16, unique=True)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64)
    scopes = models.JSONField(_("scopes"), default=list)
    cidrs = models.JSONField(_("allowed networks"), default=list, blank=True)
    rate_per_minute = models.PositiveIntegerField(_("calls per minute"), default=6000)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        null=True,  # issued from the command line
        blank=True,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.client} {self.prefix}"

    def is_live(self, *, at: datetime) -> bool:
        in_time = self.expires_at is None or self.expires_at > at
        return in_time and self.revoked_at is None and self.client.is_active

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes


class IdempotencyRecord(models.Model):
    """A request that must not be done twice, and its answer. Only core.api.idempotency writes it.

    `caller` is a client ("client:3") or a logged-in person ("user:7"): each has its own keys.
    """

    caller = models.CharField(_("calling party"), max_length=32)
    key = models.CharField(_("idempotency key"), max_length=255)
    method = models.CharField(_("HTTP method"), max_length=8)
    path = models.CharField(_("request path"), max_length=255)
    body_sha256 = models.CharField(_("SHA-256 of the body"), max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=IdempotencyState, default=IdempotencyState.IN_FLIGHT)
    status = models.PositiveSmallIntegerField(_("answer status"), null=True, blank=True)
    body = models.TextField(_("stored answer"), blank=True)
    location = models.CharField(_("address of the result"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created at"), db_index=True)

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once_per_caller"),
            models.CheckConstraint(
                name="idempotency_status_iff_answered",
                condition=Q(state=IdempotencyState.IN_FLIGHT) ^ Q(status__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
