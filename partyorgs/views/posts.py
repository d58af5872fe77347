"""The register of posts, and one post: who holds it, who held it, what can be done."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger, moments
from core.actors import Actor
from core.components import ActionPanel, Empty, Fact, TimelineEntry
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Event
from partyorgs import permissions, posts
from partyorgs.enums import LAYER_OF
from partyorgs.forms.posts import Abolish, Appoint, Contact, Establish, PostFilter, Relieve
from partyorgs.models import Post
from partyorgs.views.trying import attempt

WITH_PLACE = ("grid__community", "area__parent", "department__street")
FORMS: dict[str, type[forms.Form]] = {
    "appoint": Appoint, "relieve": Relieve, "contact": Contact, "abolish": Abolish,
}  # fmt: skip


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    today = timezone.localdate()
    listing = Listing(
        request,
        posts.current(today).prefetch_related(*WITH_PLACE),  # a join would be made for every row skipped before a page
        filterset=PostFilter,
        columns=(
            Column("kind", _("Post"), sort=("kind",)),
            Column("place", _("Place")),
            Column("name", _("Held by")),
            Column("phone", _("Office phone")),
            Column("since", _("Held from")),
            Column("until", _("Term until")),
        ),
        sort="kind",
        row="partyorgs/_post_row.html",
        caption=_("Posts"),
        tabs=(
            Tab("all", _("All")),
            Tab("vacant", _("Vacant"), Q(person_name=""), alert=True, done=_("Every post is held.")),
            Tab("ended", _("Term has ended"), Q(end_on__lte=today) & ~Q(person_name="")),
        ),
        empty=Empty(_("There are no posts yet"), _("They come with the import of posts, or are established by hand.")),
    )
    for post in listing.rows:
        dress(post, today)
    context = {"listing": listing, "may_establish": permissions.may_establish(request.actor)}
    return page(request, "partyorgs/posts.html", context, fragment=listing.fragment)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _find(request, pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    post = _find(request, pk)
    if action not in FORMS:
        raise Http404
    if not permissions.may_edit_post(request.actor, post):
        raise PermissionDenied(_("Posts of this place are kept by the office or by its street."))
    form = FORMS[action](request.POST, auto_id=f"{action}-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[dict[str, Any]], Any]] = {
        "appoint": lambda said: posts.appoint(post, **said, **signature),
        "relieve": lambda said: posts.relieve(post, **said, **signature),
        "contact": lambda said: posts.change_contact(post, **said, **signature),
        "abolish": lambda said: posts.abolish(post, **said, **signature),
    }
    if not attempt(form, doing[action]):
        return _one(request, _find(request, pk), form, action, status=422)
    messages.success(request, _("Noted, and on record."))
    return redirect("partyorgs:posts") if action == "abolish" else redirect("partyorgs:post", pk)


@require_http_methods(["GET", "POST"])
def establish(request: HttpRequest) -> HttpResponse:
    if not permissions.may_establish(request.actor):
        raise PermissionDenied(_("Posts are established by the office or by a street."))
    form = Establish(request.POST or None, initial={"code": request.GET.get("place", "")})
    made: list[Post] = []
    if form.is_bound and attempt(form, lambda said: made.append(_establish(request, form, **said))) and made:
        messages.success(request, _("The post is there, and vacant."))
        return redirect("partyorgs:post", made[0].pk)
    context = {"form": form, "crumbs": crumbs()}
    return page(request, "partyorgs/post_new.html", context, status=422 if form.is_bound else 200)


def _establish(request: HttpRequest, form: forms.Form, *, kind: str, code: str) -> Post:
    if not permissions.may_edit(request.actor, code):
        raise posts.NotAppointed(
            field="code", code="elsewhere", detail=_("This place is not in your street."),
            remedy=_("Ask the office, or the street it lies in."),
        )  # fmt: skip
    return posts.establish(kind=kind, code=code, by=request.actor, at=timezone.now())


# --- shared by the pages of posts


def allow(request: HttpRequest) -> None:
    if not permissions.may_see(request.actor):
        raise PermissionDenied(_("Only people who work here see this."))


def crumbs() -> list[tuple[str, str]]:
    return [(_("Posts"), reverse("partyorgs:posts"))]


def dress(post: Post, today: date) -> None:
    """What a row says beside the columns: its place in words, its layer, for how long it has been vacant."""
    post.where = where(post)
    post.layer = LAYER_OF[post.kind].label if post.kind in LAYER_OF else ""
    post.vacant_days = gap.days if (gap := posts.vacant_for(post, on=today)) else None
    post.has_ended = bool(post.person_name and post.end_on and post.end_on <= today)


def where(post: Post) -> str:
    """The place and the one above it."""
    above = ""
    if post.grid:
        above = str(post.grid.community or "")
    elif post.area:
        above = str(post.area.parent or "")
    return " · ".join(part for part in (above, str(post.place), post.place_code) if part)


# --- one post


def _find(request: HttpRequest, pk: int) -> Post:
    allow(request)
    return get_object_or_404(Post.objects.select_related(*WITH_PLACE), pk=pk)


def _one(
    request: HttpRequest, post: Post, bound: forms.Form | None = None, action: str = "", *, status: int = 200
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    dress(post, today)
    panels = _panels(request.actor, post, today, bound, action)
    context = {
        "post": post,
        "facts": _facts(post, request.actor),
        "actions": panels,
        "refused": None if any(panel.is_open for panel in panels) else bound,  # somebody was faster
        "entries": entries(ledger.history(post)),
        "now": timezone.now(),
        "crumbs": crumbs(),
    }
    return page(request, "partyorgs/post.html", context, status=status)


def _facts(post: Post, actor: Actor) -> list[Fact]:
    sees_mobile = post.mobile and permissions.may_call_mobile(actor, post)
    facts = [
        Fact(_("Place"), post.where, f"{reverse('partyorgs:posts')}?place={post.code}" if post.code else ""),
        Fact(_("Code"), post.code or "—"),
        Fact(_("Layer"), post.layer or "—"),
        Fact(_("Held by"), post.person_name or _("vacant")),
    ]
    if post.is_vacant:
        return [*facts, Fact(_("Vacant since"), moments.full_day(post.end_on) if post.end_on else "—")]
    return [
        *facts,
        Fact(_("Office phone"), post.office_phone or "—"),
        *([Fact(_("Mobile"), post.mobile)] if sees_mobile else []),
        Fact(_("Held from"), moments.full_day(post.start_on) if post.start_on else "—"),
        Fact(_("Term until"), moments.full_day(post.end_on) if post.end_on else "—"),
        Fact(_("Appointing document"), post.document or "—"),
    ]


def _panels(actor: Actor, post: Post, today: date, bound: forms.Form | None, action: str) -> list[ActionPanel]:
    if not permissions.may_edit_post(actor, post):
        return []
    told = {
        "appoint": (_("Appoint"), _("From that day on the post is held by this person.")),
        "relieve": (_("Relieve"), _("%(name)s leaves the post, and it is vacant.") % {"name": post.person_name}),
        "contact": (_("Change the contact"), _("The name and the term stay.")),
        "abolish": (_("Abolish the post"), _("It is gone from all lists; its history is kept.")),
    }
    initial = {
        "appoint": {"on": today},
        "relieve": {"on": today, "name": post.person_name},
        "contact": {"office_phone": post.office_phone, "mobile": post.mobile, "consent": bool(post.mobile)},
        "abolish": {},
    }
    return [
        ActionPanel(
            key=key, label=told[key][0], url=reverse("partyorgs:post-act", args=[post.pk, key]),
            consequence=told[key][1], is_primary=key in ("appoint", "relieve"), is_rare=key == "abolish",
            form=bound if key == action and bound else FORMS[key](initial=initial[key], auto_id=f"{key}-%s"),
            is_open=key == action,
        )
        for key in (("appoint", "abolish") if post.is_vacant else ("relieve", "contact"))
    ]  # fmt: skip


# --- its story


def entries(events: Iterable[Event]) -> list[TimelineEntry]:
    """Newest first: who came and went, by which document."""
    told = [TimelineEntry(event.at, event.by_name, _title(event), _text(event)) for event in events]
    return told[::-1]


def _title(event: Event) -> str:
    name = event.data.get("name", "")
    titles = {
        posts.APPOINT: _("%(name)s was appointed"),
        posts.RELIEVE: _("%(name)s was relieved"),
        posts.ESTABLISH: _("The post was established"),
        posts.CONTACT: _("The contact was changed"),
    }
    return capfirst(titles.get(event.kind, event.kind) % {"name": name})


def _text(event: Event) -> str:
    data = event.data
    said = []
    if data.get("since"):
        said.append(_("held it from %(day)s") % {"day": _day(data["since"])})
    if data.get("on"):
        said.append(_("with effect of %(day)s") % {"day": _day(data["on"])})
    if data.get("until"):
        said.append(_("for a term until %(day)s") % {"day": _day(data["until"])})
    if data.get("document"):
        said.append(data["document"])
    return _("; ").join(said)


def _day(text: str) -> str:
    return moments.full_day(datetime.fromisoformat(text).date())
