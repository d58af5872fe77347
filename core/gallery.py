"""Every component on one page, with samples: for those who build pages and for those who check how they look."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_filters import BooleanFilter, CharFilter, DateFromToRangeFilter, FilterSet

from core.components import ActionPanel, Bar, ClockFace, Empty, Fact, Step, TimelineEntry
from core.enums import JobState
from core.htmx import page
from core.importing.faults import Fault
from core.listing import BulkAction, Column, Listing, Tab
from core.models import Job, User


class SampleFilter(FilterSet):
    q = CharFilter(field_name="name", lookup_expr="icontains", label=_("Name"))
    is_staff = BooleanFilter(label=_("Administrator"))
    joined = DateFromToRangeFilter(field_name="date_joined", label=_("Joined"))

    class Meta:
        model = User
        fields: list[str] = []


class SampleForm(forms.Form):
    """One control of each kind; asked for too much, so that it always shows its errors."""

    title = forms.CharField(label=_("Title"), help_text=_("What it is about, in one line"))
    text = forms.CharField(label=_("Text"), widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")])
    radio = forms.ChoiceField(label=_("One of these"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agreed = forms.BooleanField(label=_("I have read this"))


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise PermissionDenied
    listing = _listing(request)
    now = timezone.now()
    context = {
        "listing": listing,
        "crumbs": [(_("Administration"), request.path)],
        "lamps": [
            ("grey", _("waiting")),
            ("yellow", _("running")),
            ("green", _("checked")),
            ("orange", _("called back")),
            ("none", _("over")),
        ],
        "faces": _faces(now),
        "steps": [Step(_("First"), "done"), Step(_("Second"), "current", _("since yesterday")), Step(_("Third"))],
        "entries": _entries(now),
        "faults": [
            Fault(
                7,
                "网格编码",
                "9.90102E+14",
                _("Codes must be text, and this cell holds a number."),
                _("Format the column as text, fill in the codes again in full, and save the file."),
            )
        ],
        "facts": [Fact(_("Name"), "澄明市"), Fact(_("Address"), request.path, request.path), Fact(_("Phone"), None)],
        "actions": _actions(request.path),
        "bars": [Bar("A", 91.3, request.path, "91.3% (n=612)"), Bar("B", 40), Bar("C", 0)],
        "watermark": {"url": static("core/favicon.svg")},  # the real one is a page of the floor above
        "empties": _empties(request.path),
        "jobs": _jobs(request.user, now),
        "form": SampleForm({"title": ""}),
    }
    return page(request, "core/gallery.html", context, fragment=listing.fragment)


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        User.objects.all(),
        filterset=SampleFilter,
        columns=(
            Column("name", _("Name"), sort=("name",)),
            Column("lamp", _("Lamp")),
            Column("due", _("Deadline")),
            Column("joined", _("Joined"), sort=("date_joined",)),
        ),
        sort="name",
        row="core/_gallery_row.html",
        caption=_("People"),
        tabs=(
            Tab("all", _("All")),
            Tab("staff", _("Administrators"), Q(is_staff=True)),
            Tab("locked", _("Inactive"), Q(is_active=False), alert=True, done=_("Nobody is inactive.")),
        ),
        more=("joined",),
        bulk=(BulkAction(_("Do nothing"), request.path),),
        empty=Empty(_("Nobody here yet"), _("People are added by the administrator.")),
    )


def _faces(now: datetime) -> list[ClockFace]:
    hour, due = timedelta(hours=1), now + timedelta(days=2)
    return [
        ClockFace(_("In time"), "green", 14 * hour, 0.4, due),
        ClockFace(_("Passing"), "yellow", 7 * hour, 0.8, due),
        ClockFace(_("Nearly due"), "orange", 2 * hour, 0.92, due),
        ClockFace(_("Too late"), "red", -7 * hour, 1.2, due),
        ClockFace(_("Paused"), "paused", 14 * hour, 0.6, note=_("return under review")),
        ClockFace(_("Stopped in time"), "stopped", 3 * hour, 0.5, note=_("signed 11-16 09:18")),
        ClockFace(_("Stopped late"), "stopped", -4 * hour, 1.0),
        ClockFace(_("Natural time"), "orange", timedelta(minutes=25), 0.95, due, working=False),
        ClockFace(_("No calendar"), "unknown"),
    ]


def _entries(now: datetime) -> list[TimelineEntry]:
    return [
        TimelineEntry(now, _("System"), _("The deadline has passed."), tone="system"),
        TimelineEntry(
            now - timedelta(days=1),
            "王敏",
            _("Return rejected."),
            _("The duty list names the department."),
            "北门外属城市道路红线内。",
        ),
        TimelineEntry(now - timedelta(days=400), "赵磊", _("Return requested."), tone="warning"),
    ]


def _actions(url: str) -> list[ActionPanel]:
    return [
        ActionPanel(
            "sign",
            _("Sample with a form"),
            url,
            _("The clock stops."),
            SampleForm(auto_id="sign_%s"),
            is_primary=True,
            keys="KeyS",
        ),
        ActionPanel("urge", _("Sample button"), url, _("Somebody is reminded.")),
        ActionPanel("extend", _("Sample refused"), url, disabled_reason=_("The time for asking is over.")),
    ]


def _empties(url: str) -> list[Empty]:
    return [
        Empty(_("Nothing here yet"), _("What this is, and what to do first."), "nothing", url, _("Begin")),
        Empty(_("No entry matches these filters"), "", "filtered", url, _("Clear all filters")),
        Empty(_("Seven were closed today."), "", "done"),
        Empty(_("Only verifiers see this"), _("The administrator grants the role."), "forbidden"),
    ]


def _jobs(owner: Any, now: datetime) -> list[Job]:
    """Never saved; their numbers belong to nobody."""
    running = {"state": JobState.RUNNING, "started_at": now - timedelta(seconds=40), "heartbeat_at": now}
    return [
        Job(pk=10**9 + 1, owner=owner, **running, total=12_000, done=3_200, failed=4),
        Job(
            pk=10**9 + 2,
            owner=owner,
            state=JobState.DONE,
            total=12_000,
            done=12_000,
            heartbeat_at=now,
            note=_("All rows are in."),
        ),
        Job(pk=10**9 + 3, owner=owner, **{**running, "heartbeat_at": now - timedelta(hours=1)}, total=100, done=10),
    ]
