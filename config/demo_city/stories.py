"""Orders with a story: one for each case of practice §8.3 that the steps of today can tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from config.demo_city.fates import Answers, Desk, Fate
from config.demo_city.people import Person, person
from config.demo_city.plans import Coming, Plan, Planner
from config.demo_city.spots import Spot
from config.demo_city.tales import PROMPT, STORIES, Story
from config.demo_city.texts import Said
from config.demo_city.town import Town
from core.calendar import CITY_TIME
from partyorgs.enums import Role
from partyorgs.models import Department
from petitions.enums import Action, Channel, PetitionKind, Solved
from petitions.intake import Submission

COLD, COLD_CATEGORY, COLD_COMMUNITY = "ST-05", "040401", "990103003002"
CLUSTER = 14  # voices about the same cold radiators, in three days


def coming(planner: Planner, *, start: datetime) -> Iterator[Coming]:
    """Those that fall into the time the city remembers."""
    town = planner.town
    for story in STORIES:
        at = _came_in(story, town.until)
        if start <= at < town.until:
            yield Coming(at, partial(_plan, story, town))
    moments = _cold_days(town.until)
    if start <= moments[0]:
        yield from (Coming(at, partial(_cold_radiators, planner)) for at in moments)


def _came_in(story: Story, until: datetime) -> datetime:
    day = story.day if isinstance(story.day, datetime) else until.astimezone(CITY_TIME) - timedelta(days=story.day)
    at = datetime.combine(day.date(), story.clock, CITY_TIME)
    return at if at < until else at - timedelta(days=1)


def _plan(story: Story, town: Town, number: int, at: datetime, chance: Random) -> Plan:
    spot = town.spots.in_community(story.community, story.category, chance)
    said = Said(story.title, story.content, "请依法依规处理。")
    given = story.category if story.is_category_given else ""
    submission = _spoken(said, spot, person(number, chance), category=given, kind=story.kind)
    submission = replace(submission, target_department=story.target)
    return Plan(
        at, submission, town.cast.one(Role.INTAKE), fate_of(story, town), town.duties.by_code[story.category], spot,
        tag=story.tag,
    )  # fmt: skip


def fate_of(story: Story, town: Town) -> Fate:
    return replace(
        story.fate, leads=_units(story.leads, town), award=town.unit(story.award) if story.award else None,
        award_assists=_units(story.award_assists, town), last=Action.CONTACT if story.tag else story.fate.last,
    )  # fmt: skip


def _units(codes: tuple[str, ...], town: Town) -> tuple[Department, ...]:
    return tuple(town.unit(code) for code in codes)


def _spoken(said: Said, spot: Spot, who: Person, *, category: str, kind: str) -> Submission:
    return Submission(
        content=said.content, title=said.title, wish=said.wish, channel=Channel.HOTLINE_12345, kind=kind,
        category=category, grid_code=spot.grid_code, address=spot.address, name=who.name, phone=who.phone,
        petitioner_kind=who.kind,
    )  # fmt: skip


# --- ST-05: cold radiators


def _cold_days(until: datetime) -> list[datetime]:
    """Three days of the last November before the present."""
    first = until.astimezone(CITY_TIME).replace(month=11, day=17, hour=7, minute=40, second=0, microsecond=0)
    if first + timedelta(days=3) > until:
        first = first.replace(year=first.year - 1)
    return [first + timedelta(hours=5 * voice) for voice in range(CLUSTER)]


def _cold_radiators(planner: Planner, number: int, at: datetime, chance: Random) -> Plan:
    """The first voice becomes the order, the others are merged into it."""
    town, primary = planner.town, planner.memory.tagged.get(COLD)
    spot = town.spots.in_community(COLD_COMMUNITY, COLD_CATEGORY, chance)
    said = town.texts.problem(COLD_CATEGORY, number, spot)
    said = replace(said, title=f"{COLD} {said.title}")
    category = "" if primary else COLD_CATEGORY
    submission = _spoken(said, spot, person(number, chance), category=category, kind=PetitionKind.HELP)
    fate = Fate(desk=Desk.MERGE) if primary else Fate(pace=PROMPT, answers=(Answers(Solved.SOLVED, 4),))
    return Plan(
        at, submission, town.cast.one(Role.INTAKE), fate, town.duties.by_code[COLD_CATEGORY], spot, primary=primary,
        tag="" if primary else COLD,
    )  # fmt: skip
