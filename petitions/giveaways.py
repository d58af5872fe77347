"""What in a text for the side complained about would give the petitioner away. Reads what was said, tells none of it.

Practice §2.11 (2): no identity, no original wording, no time of call, no number of the order.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

from core import masking
from core.refusals import Refusal
from petitions.models import Petition, WorkOrder

SAME_WORDING = 12  # characters in a row, punctuation aside, that nobody writes twice by chance
NAMES_THINGS = ("place", "party")  # fields that may name what the petitioner named
NUMBER = re.compile(r"(?:GD|SQ)\s*\d{6,}", re.IGNORECASE)
CALL = re.compile("来电|致电|去电|拨打|接听|通话|录音|热线|12345")
BLANK = re.compile(r"[\W_]+")
GAP = "\0"


def faults(order: WorkOrder, told: Mapping[str, str]) -> list[Refusal]:
    """Everything in these texts, by field, that points to who complained of the order's matter, or when."""
    secrets = Secrets.of(order)
    return [Refusal(field=field, code=code, detail=why, remedy="")
            for field, text in told.items() for code, why in secrets.in_text(field, text)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be told of the petitions of one order; texts are compared without blanks and punctuation."""

    people: frozenset[str]
    numbers: frozenset[str]
    calls: re.Pattern[str]
    wording: frozenset[str]

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        said = list(Petition.objects.filter(work_order=order).select_related("petitioner").order_by("id"))
        numbers = (order.number, *(number for row in said for number in (row.number, row.external_no)))
        return cls(
            people=frozenset(name for row in said for name in _people(row)),
            numbers=frozenset(_plain(number) for number in numbers if number),
            calls=_clocks({order.registered_at, *(row.received_at for row in said)}),
            wording=frozenset(_wording(order, said)),
        )

    def in_text(self, field: str, text: str) -> Iterator[tuple[str, str]]:
        plain = _plain(text)
        if masking.find_personal(text) or any(name in plain for name in self.people):
            yield "personal", _("This points to a person: a name, telephone, plate, door or card number.")
        if NUMBER.search(text) or any(number in plain for number in self.numbers):
            yield "number", _("No number of the order or the petition goes on a slip.")
        if CALL.search(text) or self.calls.search(text):
            yield "call", _("Nothing about the call goes on a slip, nor when it was.")
        if field not in NAMES_THINGS and not self.wording.isdisjoint(_runs(plain)):
            yield "wording", _("These are the petitioner's own words: say it in others.")


def _people(petition: Petition) -> list[str]:
    """Name, telephone, and the address if it leads to a door: a whole estate is no secret."""
    profile = getattr(petition, "petitioner", None)
    if profile is None:
        return []
    address = profile.address if masking.mask_address(profile.address) != profile.address.strip() else ""
    given = (profile.name, profile.phone, address)
    return [plain for text in given if len(plain := _plain(text)) > 1]


def _wording(order: WorkOrder, said: Iterable[Petition]) -> Iterator[str]:
    """All runs of the petitioners' own words, but for those that only name the place or the party."""
    for petition in said:
        for text in (petition.content, petition.wish):
            for name in filter(None, (order.place_name, petition.place_text, petition.target_text)):
                text = text.replace(name, GAP)
            for part in text.split(GAP):
                yield from _runs(_plain(part))


def _runs(plain: str) -> Iterator[str]:
    return (plain[start : start + SAME_WORDING] for start in range(len(plain) - SAME_WORDING + 1))


def _clocks(moments: Iterable[datetime]) -> re.Pattern[str]:
    """The time of day of these moments in the ways people write it: 14:05, 14点05分, 2点05分."""
    ways = set()
    for moment in moments:
        local = timezone.localtime(moment)
        for hour in (local.hour, (local.hour - 1) % 12 + 1):
            ways.add(rf"(?<!\d)0?{hour}\s*[:：点时]\s*{local:%M}(?!\d)")
    return re.compile("|".join(sorted(ways)))


def _plain(text: str) -> str:
    return BLANK.sub("", text.translate(masking.HALF_WIDTH)).casefold()
