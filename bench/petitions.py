"""Petitions to send: invented by the generator of the demonstration, each one of those the duty list can give out."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from bench.sender import Request
from config.demo_city.town import Town
from petitions import routing
from petitions.catalogue import Unit
from petitions.enums import Channel
from petitions.models import Petition
from petitions.submissions import Submission

SEED = 20261122
SOURCE = "bench"
SENT = (
    "content", "title", "wish", "channel", "category", "address", "grid_code", "external_no", "name", "phone",
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    submission: Submission
    lead: Unit  # who will have to answer it


class Writer:
    """Never writes the same petition twice: each has a number of its own at its source."""

    def __init__(self) -> None:
        self._town = Town.read(until=timezone.now(), seed=SEED)
        self._sorts = [sort for sort in self._town.duties.by_code.values() if not sort.is_guidance]
        self._chance = Random(SEED)
        self._count = 0

    def letters(self, count: int) -> list[Letter]:
        return [self._letter() for _ in range(count)]

    def _letter(self) -> Letter:
        lead = None
        while lead is None:
            sort = self._chance.choice(self._sorts)
            spot = self._town.spots.draw(sort.code, self._chance)
            matter = routing.Matter(sort.id, sort.default_kind, spot.grid_code)
            lead = routing.decide(matter, self._town.duties, timezone.localdate()).lead
        said = self._town.texts.petition(sort, sort.default_kind, Channel.HOTLINE_12345, spot, self._chance)
        self._count += 1
        submission = Submission(
            content=said.content, title=said.title, wish=said.wish, channel=Channel.HOTLINE_12345, category=sort.code,
            address=spot.address, grid_code=spot.grid_code, name="兰测试",
            phone=f"139{self._chance.randrange(10**8):08}", source=SOURCE, external_no=f"B{self._count:08}",
        )  # fmt: skip
        return Letter(submission, lead)


def as_requests(letters: Sequence[Letter], api_key: str) -> list[Request]:
    """The same petitions as another system sends them."""
    return [_request(letter.submission, api_key) for letter in letters]


def orders_of(letters: Sequence[Letter]) -> list[int | None]:
    """The orders they became, each at the place of its letter."""
    received = dict(Petition.objects.filter(source=SOURCE).values_list("external_no", "work_order_id"))
    return [received.get(letter.submission.external_no) for letter in letters]


def _request(submission: Submission, api_key: str) -> Request:
    body = {name: getattr(submission, name) for name in SENT}
    headers = {
        "Authorization": f"Bearer {api_key}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    return Request("POST", "/api/v1/petitions", headers, json.dumps(body, ensure_ascii=False))
