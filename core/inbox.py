"""The notice centre: what changed for me, grouped by what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_filters import ChoiceFilter, FilterSet

from core import notices
from core.components import Empty
from core.enums import NoticeTone
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Notice

TAG_TONES = {NoticeTone.YELLOW: "amber", NoticeTone.ORANGE: "amber", NoticeTone.RED: "red"}


class NoticeFilter(FilterSet):
    tone = ChoiceFilter(choices=NoticeTone, label=gettext_lazy("How urgent"))

    class Meta:
        model = Notice
        fields: list[str] = []


@dataclass(frozen=True)
class Line:
    notice: Notice
    text: str
    tone: str


@dataclass(frozen=True)
class Group:
    """What one page tells of one subject, newest first; the newest names it and leads to it."""

    title: str
    lines: Sequence[Line]

    @property
    def newest(self) -> Notice:
        return self.lines[0].notice

    @property
    def unread(self) -> int:
        return sum(1 for line in self.lines if line.notice.read_at is None)


class Inbox(Listing):
    """The list of the portal with a row for each subject: its pages are counted in notices."""

    @property
    def ordering(self) -> list[OrderBy]:
        """As the index of a person's notices has them."""
        return [F("at").desc(), F("pk").desc()]

    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.page.object_list)
        titles = notices.titles(self.filterset.request.actor, found)
        by_subject: dict[tuple[str, int], list[Line]] = {}
        for notice in found:
            line = Line(notice, notices.sentence(notice), TAG_TONES.get(notice.tone, ""))
            by_subject.setdefault((notice.subject_type, notice.subject_id), []).append(line)
        return [Group(titles.get(subject, ""), lines) for subject, lines in by_subject.items()]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    listing = Inbox(
        request,
        _own(request),
        filterset=NoticeFilter,
        columns=(
            Column("at", _("What it is about")),
            Column("told", _("What changed")),
            Column("do", ""),
        ),
        sort="at",
        row="core/_notice_row.html",
        caption=_("Notices"),
        tabs=(
            Tab("unread", _("Unread"), Q(read_at=None), done=_("You have read everything.")),
            Tab("all", _("All")),
        ),
        empty=Empty(_("You have read everything."), kind="done"),
    )
    return page(request, "core/notices.html", {"listing": listing}, fragment=listing.fragment)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    notices.mark_read(_own(request), at=timezone.now())
    return redirect("core:notices")


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """This notice, or with `group` everything told of the same subject up to it."""
    notice = get_object_or_404(_own(request), pk=pk)
    wanted = _about(notice, request) if request.POST.get("group") else _own(request).filter(pk=pk)
    notices.mark_read(wanted, at=timezone.now())
    return redirect(_safe(request, request.POST.get("next", "")) or "core:notices")


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; whoever went there has read what was told of it."""
    notice = get_object_or_404(_own(request), pk=pk)
    notices.mark_read(_about(notice, request), at=timezone.now())
    return redirect(_safe(request, notice.path) or reverse("core:notices"))


def _own(request: HttpRequest) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=request.user.pk)


def _about(notice: Notice, request: HttpRequest) -> QuerySet[Notice]:
    """Not what came since the page was drawn: that has not been read."""
    about = _own(request).filter(subject_type=notice.subject_type, subject_id=notice.subject_id)
    return about.filter(Q(at__lt=notice.at) | Q(at=notice.at, pk__lte=notice.pk))


def _safe(request: HttpRequest, path: str) -> str:
    return path if path and url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}) else ""
