"""Founds the fictional city and lets it live for some months: for the demonstration, for tests and for measurements."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from config import demo_city
from config.demo_city import d1, dutygaps, map_changes, petitions, rules
from config.demo_city.petitions import Size
from config.demo_city.years import load_years
from core.calendar import CITY_TIME
from petitions.enums import Status
from petitions.models import Petition

# What the loaders count, in the words people read.
COUNTED = (
    gettext_noop("areas"), gettext_noop("grids"), gettext_noop("grid overlays"), gettext_noop("place names"),
    gettext_noop("departmental grids"),
    gettext_noop("departments"), gettext_noop("duty items"), gettext_noop("cooperations"),
    gettext_noop("mechanisms"), gettext_noop("member departments"), gettext_noop("working groups"),
    gettext_noop("party organisations"), gettext_noop("posts"), gettext_noop("stationed units"),
    gettext_noop("days on call"), gettext_noop("accounts"), gettext_noop("role grants"),
    gettext_noop("property companies"), gettext_noop("estates"), gettext_noop("items of campaigns"),
    gettext_noop("venues"), gettext_noop("idle spaces"),
    gettext_noop("categories"), gettext_noop("dispatch rules"), gettext_noop("time limits"),
    gettext_noop("calendar years"), gettext_noop("revisions"), gettext_noop("versions of duties"),
)  # fmt: skip


class Command(BaseCommand):
    help = "Load the fictional city 澄明市 and generate its petitions. The same numbers give the same city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--petitions", type=int, default=5000)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=20261122)
        parser.add_argument("--until", help="the city's present, as 2026-11-22T09:00 (default: now)")
        parser.add_argument("--append", action="store_true", help="add petitions to those that are there")

    def handle(self, *, until: str | None, append: bool, verbosity: int, **options: Any) -> None:
        self.is_quiet = not verbosity
        present = _moment(until) if until else timezone.now()
        size = Size(options["petitions"], options["months"], options["seed"], present.replace(microsecond=0))
        if size.count < 1 or size.months < 1:
            raise CommandError(_("Give at least one petition and one month."))
        _refuse_to_add(append)
        self._found(size)

    @transaction.atomic
    def _found(self, size: Size) -> None:
        """The whole city or nothing: what a broken run leaves would look like a city with gaps."""
        self._say(_("Places, units, duties, accounts …"))
        self._counts(demo_city.load_base(size.until, size.seed))
        self._say(_("Categories, dispatch catalogue, time limits, working days …"))
        self._counts(rules.load_rules(size.until.date()))
        states = petitions.generate(size, progress=self._progress)
        self._counts({Status(state).label: count for state, count in states.most_common()})
        years = load_years(start=size.start, until=size.until)
        self._say(_("Assessment years: %(count)s") % {"count": years})
        self._say(_("Test vector D1: %(count)s orders") % {"count": d1.load_d1()})
        self._say(_("Gaps and overlaps found: %(count)s") % {"count": dutygaps.look(size.until)})
        self._say(_("Changes of the map: %(count)s") % {"count": map_changes.change_map(size.until)})

    def _progress(self, done: int, total: int) -> None:
        self._say(_("Petitions %(done)s / %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"})

    def _counts(self, counts: dict[str, int]) -> None:
        self._say("  " + "  ".join(f"{_(name)} {count:,}" for name, count in counts.items()))

    def _say(self, text: str) -> None:
        if not self.is_quiet:
            self.stdout.write(text)
            self.stdout.flush()


def _refuse_to_add(append: bool) -> None:
    count = Petition.objects.count()
    if count and not append:
        raise CommandError(
            _("The city has %(count)s petitions already; nothing was changed. --append adds more.")
            % {"count": f"{count:,}"}
        )


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(_("“%(text)s” is not a moment: write it as 2026-11-22T09:00.") % {"text": text})
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)
