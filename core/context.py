"""What stands around every page: menu, day, person, running jobs, unread notices, warnings. Three queries at most, if
drawn at all."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core import calendar, navigation
from core.actors import Actor
from core.models import Job, Notice, User

NEXT_YEAR_FROM = (11, 1)  # the State Council publishes next year's days around then


@dataclass(frozen=True)
class Banner:
    text: str
    url: str = ""


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"now": timezone.now(), "shell": Shell(request)}


class Shell:
    """Computed when the template asks, so that fragments and the API pay nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def session_seconds(self) -> int:
        return settings.SESSION_COOKIE_AGE

    @cached_property
    def actor(self) -> Actor | None:
        """Who is here, or nobody. The floor above puts the actor on the request."""
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        return getattr(self._request, "actor", None) or Actor(id=user.pk, name=user.name)

    @cached_property
    def title(self) -> str:
        return navigation.title(self.actor) if self.actor else ""

    @cached_property
    def menu(self) -> list[navigation.Section]:
        return navigation.menu(self.actor, self._request.path) if self.actor else []

    @property
    def search_url(self) -> str:
        return navigation.search_url()

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def is_workday(self) -> bool | None:
        """None when nobody has entered this year's days."""
        try:
            return calendar.load().is_workday(self.today)
        except calendar.CalendarNotLoaded:
            return None

    @property
    def running_jobs(self) -> int:
        return self._waiting[0]

    @property
    def unread_notices(self) -> int:
        return self._waiting[1]

    @cached_property
    def _waiting(self) -> tuple[int, int]:
        """Running jobs and unread notices: one query, each count from an index of what is open."""
        if self.actor is None or self.actor.id is None:
            return 0, 0
        jobs = Job.objects.unfinished().filter(owner_id=OuterRef("pk")).order_by("owner_id").values("owner_id")
        unread = Notice.objects.filter(user_id=OuterRef("pk"), read_at=None).order_by("user_id").values("user_id")
        counts = (Subquery(rows.annotate(n=Count("pk")).values("n")) for rows in (jobs, unread))
        found = User.objects.filter(pk=self.actor.id).order_by("pk").values_list(*counts).first() or (0, 0)
        return found[0] or 0, found[1] or 0

    @cached_property
    def banners(self) -> list[Banner]:
        if self.actor is None:
            return []
        if self.is_workday is None:
            return [_missing(self.today.year, self.actor)]
        next_year = self.today.year + 1
        is_due = (self.today.month, self.today.day) >= NEXT_YEAR_FROM
        return [_missing(next_year, self.actor)] if is_due and next_year not in calendar.load().years else []


def _missing(year: int, actor: Actor) -> Banner:
    return Banner(
        _(
            "The working days of %(year)s have not been entered: "
            "deadlines that reach into that year cannot be set. Tell the administrator."
        )
        % {"year": year},
        url=navigation.calendar_url(actor),
    )
