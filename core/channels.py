"""Ways by which a notice goes further than the portal: text message, WeCom, DingTalk, mail. None unless configured.

`NOTICE_CHANNELS` names the classes. A city writes one against its own gateway: it says which notices it takes and how
one is carried, and raises when that failed.
"""

import logging
from abc import ABC, abstractmethod
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from core.enums import NoticeTone
from core.models import Notice

log = logging.getLogger(__name__)


class Channel(ABC):
    """`name` is kept on notices that wait for it. `kinds` are beginnings of the kinds it takes; all when empty."""

    name = ""
    kinds: tuple[str, ...] = ()

    def takes(self, notice: Notice) -> bool:
        return not self.kinds or notice.kind.startswith(self.kinds)

    @abstractmethod
    def carry(self, notice: Notice, text: str, *, key: str) -> None:
        """Hand `text` over for `notice.user`; raise when it was not taken. After a crash the same notice comes again
        with the same key, by which a gateway tells that it knows it already."""


class LogChannel(Channel):
    """Writes into the log what another channel would send: to try things out, and for tests."""

    name = "log"

    def carry(self, notice: Notice, text: str, *, key: str) -> None:
        log.info("Notice %s to %s: %s", key, notice.user_id, text)


def configured() -> dict[str, Channel]:
    """The city's channels by name."""
    channels: list[Channel] = [import_string(path)() for path in settings.NOTICE_CHANNELS]
    return {channel.name: channel for channel in channels}


def not_before(notice: Notice) -> datetime:
    """When it may be carried: at once what is red or urgent, anything else after the quiet hours it falls into."""
    if not settings.NOTICE_QUIET_HOURS or notice.tone == NoticeTone.RED or notice.data.get("urgent"):
        return notice.at
    begin, end = (time.fromisoformat(word.strip()) for word in settings.NOTICE_QUIET_HOURS.split("-"))
    local = timezone.localtime(notice.at)
    is_over_midnight = begin > end
    is_late, is_early = local.time() >= begin, local.time() < end
    if not (is_late or is_early if is_over_midnight else is_late and is_early):
        return notice.at
    day = local.date() + timedelta(days=1) if is_over_midnight and is_late else local.date()
    return datetime.combine(day, end, local.tzinfo)
