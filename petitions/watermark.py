"""Whose screen a picture was taken of: a mark to be seen over the page, and one in the text that is not seen.

Practice §2.11 (3). The server draws the mark, so it is the same on screen and on paper, and no page can leave it out
by a style of its own.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core.models import User

KEPT_FOR = timedelta(hours=24)  # a page left open overnight is still printed with its mark
MINUTE = 60
ZERO, ONE, FRAME = "\u200b", "\u200c", "\u2063"  # none of them has a width
BITS = 32
HIDDEN = re.compile(f"{FRAME}([{ZERO}{ONE}]{{{2 * BITS}}}){FRAME}")


@dataclass(frozen=True, slots=True)
class Watermark:
    user_id: int
    name: str
    tail: str  # of the office phone; where there is none, the number of the account
    minute: int  # since 1970

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.minute * MINUTE, tz=UTC)

    @property
    def text(self) -> str:
        return f"{self.name} {self.tail} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def url(self) -> str:
        return reverse("petitions:watermark", args=[self.user_id, self.minute])

    @property
    def invisible(self) -> str:
        """User and minute as characters without width: they go along when the text is copied."""
        bits = f"{self.user_id:0{BITS}b}{self.minute:0{BITS}b}"
        return FRAME + "".join(ONE if bit == "1" else ZERO for bit in bits) + FRAME


def of(user: User, *, at: datetime) -> Watermark:
    digits = re.sub(r"\D", "", user.office_phone)
    return Watermark(user.pk, str(user), digits[-4:] or str(user.pk), int(at.timestamp()) // MINUTE)


def found_in(text: str) -> list[tuple[int, datetime]]:
    """Who copied a text, and when they had it on their screen: (user id, minute) of every mark in it."""
    marks = [mark.replace(ZERO, "0").replace(ONE, "1") for mark in HIDDEN.findall(text)]
    return [
        (int(bits[:BITS], 2), datetime.fromtimestamp(int(bits[BITS:], 2) * MINUTE, tz=UTC)) for bits in marks
    ]  # fmt: skip
