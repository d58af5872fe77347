"""The words of the year: units of a figure, which way is better, bands and lights, as practice §3 names them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grain(TextChoices):
    """What a row of the fact table stands for, and so what an indicator counts."""

    ORDERS = "orders", _("work orders")
    ASSIGNMENTS = "assignments", _("assignments")
    INTAKE = "intake", _("petitions at intake")


class Unit(TextChoices):
    PERCENT = "percent", "%"
    POINTS = "points", _("points")
    HOURS = "hours", _("working hours")
    PER_10K = "per_10k", _("per 10,000 residents")


class Direction(TextChoices):
    HIGHER_BETTER = "higher_better", _("higher is better")
    LOWER_BETTER = "lower_better", _("lower is better")
    MILESTONE = "milestone", _("by milestones")
    NEUTRAL = "neutral", _("neither way is better")


class Source(TextChoices):
    """Who says so: our own clocks, a person with evidence, or the public."""

    SYSTEM = "system", _("system")
    MANUAL = "manual", _("entered with evidence")
    PUBLIC = "public", _("the public")


class Band(TextChoices):
    GOOD = "good", _("good")
    FAIRLY_GOOD = "fairly_good", _("fairly good")
    FAIR = "fair", _("fair")
    TO_IMPROVE = "to_improve", _("to improve")


class ProgressLight(TextChoices):
    GREEN = "green", _("on track")
    YELLOW = "yellow", _("slightly behind")
    ORANGE = "orange", _("behind")
    RED = "red", _("far behind")


class Gate(TextChoices):
    """The three moments of a year at which its figures are taken and frozen."""

    YEAR_START = "year_start", _("year start")
    MID_YEAR = "mid_year", _("mid-year")
    YEAR_END = "year_end", _("year end")


class CycleState(TextChoices):
    DRAFT = "draft", _("targets being set")
    TARGETS_LOCKED = "targets_locked", _("targets locked")
    MID_YEAR = "mid_year", _("mid-year checked")
    YEAR_END = "year_end", _("year-end results in")
    PUBLISHED = "published", _("published")


class PeerGroup(TextChoices):
    """Units are compared with their like only, and by bands, never by rank (practice §3.3, V15)."""

    CITY_DEPARTMENT = "city_department", _("city departments")
    PUBLIC_SERVICE = "public_service", _("public service enterprises")
    MASS = "mass", _("mass organisations")
    STREET = "street", _("streets and townships")


class Doubt(TextChoices):
    """Why orders lie less deep on the map than they might."""

    NO_PLACE = "no_place", _("no place known")
    OFF_THE_MAP = "off_the_map", _("place not on the map of that day")
    AMBIGUOUS = "ambiguous", _("place divided since, which part is not known")


class Gap(TextChoices):
    """Why the tree of places and the party tree do not show the same figures somewhere."""

    GRID_WITHOUT_BRANCH = "grid_without_branch", _("grid without a branch")
    AREA_WITHOUT_LEAD = "area_without_lead", _("area without a leading organisation")
    ELSEWHERE = "elsewhere", _("organisation below another superior than its place")
    SEVERAL_LEADERS = "several_leaders", _("several leading organisations in one place")
    BOUND_TO_NO_PLACE = "bound_to_no_place", _("organisation bound to no place of that day")
    UNANSWERED = "unanswered", _("no organisation answers")
