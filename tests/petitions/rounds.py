"""A round of the clocks in tests: let it go, and see who was told of what."""

from collections import Counter

from core.actors import SYSTEM
from core.models import Notice
from petitions import deadlines, sweep
from petitions.enums import ClockName
from petitions.models import Clock


def go(at):
    return sweep.sweep(by=SYSTEM, at=at)


def clock_of(order, name=ClockName.HANDLE):
    return Clock.objects.filter(work_order=order, name=name).latest("id")


def only(name, *orders):
    """Let the clocks of this name alone call, so that a test is about one of them."""
    others = Clock.objects.exclude(name=name, work_order__in=orders) if orders else Clock.objects.exclude(name=name)
    others.update(alert_at=None)


def told(kind=""):
    """Who was told: usernames, sorted."""
    found = Notice.objects.filter(kind__startswith=kind).order_by("user__username")
    return list(found.values_list("user__username", flat=True))


def kinds():
    return Counter(Notice.objects.order_by("id").values_list("kind", flat=True))


def late(clock, count):
    """The moments of escalation: end of business, one and three working days later."""
    machine = deadlines.clockwork()
    return [machine.days.add_days(clock.due_at, days) for days in deadlines.ESCALATIONS[:count]]
