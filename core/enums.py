"""The words of the foundation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# Shown, never stored: a running job whose worker has fallen silent.
INTERRUPTED = "interrupted"


class Scope(TextChoices):
    """What an API key may be used for."""

    PETITION_READ = "petition:read", _("read petitions")
    PETITION_WRITE = "petition:write", _("send petitions")
    PETITION_PII = "petition:pii", _("read the identity of petitioners")
    ORG_READ = "org:read", _("read grids and units")
    STATS_READ = "stats:read", _("read figures")


class IdempotencyState(TextChoices):
    IN_FLIGHT = "in_flight", _("in flight")
    ANSWERED = "answered", _("answered")


class NoticeTone(TextChoices):
    """How urgent a notice looks: the colours of the deadline lamp."""

    PLAIN = "plain", _("notice")
    YELLOW = "yellow", _("time is passing")
    ORANGE = "orange", _("nearly due")
    RED = "red", _("overdue")
