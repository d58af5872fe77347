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
