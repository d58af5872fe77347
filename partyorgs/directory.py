"""Finding a unit by what people type: part of its name, or the first letters of its pinyin (cgj for 城管局)."""

from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from partyorgs.models import Department
from partyorgs.models.departments import DepartmentQuerySet

MOST = 20  # more than that nobody reads; a longer word narrows it


def find(text: str) -> DepartmentQuerySet:
    """Units an order can be given to whose name, code or initials hold the text. Nothing for an empty text."""
    text = text.strip()
    if not text:
        return Department.objects.none()
    return Department.objects.assignable().filter(called(text)).order_by("code")[:MOST]


def called(text: str) -> Q:
    """Units whose name, code or initials hold the text."""
    text = text.strip()
    named = Q(name__icontains=text) | Q(short_name__icontains=text)
    return named | Q(code__iexact=text) | Q(initials__contains=text.lower())


def initials(name: str) -> str:
    """First letters of the pinyin of a name, as find() looks for them."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def codes_by_name() -> dict[str, str]:
    """The code of every unit not ended, the placeholder included, by its code and by each of its names."""
    rows = Department.objects.filter(valid_to=None).order_by("code").values_list("code", "name", "short_name")
    return {name: code for code, *names in rows for name in (code, *names)}


def short_names() -> dict[str, str]:
    """What units are called on pages, by code; those that have ended, too, because old lists name them."""
    return dict(Department.objects.order_by("code").values_list("code", "short_name"))
