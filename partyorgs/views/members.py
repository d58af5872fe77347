"""One member department of a mechanism, and one special working group: what is kept of them, and changing it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import moments
from core.components import ActionPanel, Fact
from core.htmx import page
from partyorgs import mechanism, permissions
from partyorgs.forms.mechanism import AmendMember, Group, Leave
from partyorgs.models import MemberDepartment, SpecialWorkingGroup
from partyorgs.views.mechanisms import crumbs, group_tag, keep
from partyorgs.views.posts import allow
from partyorgs.views.trying import attempt

MEMBER_FORMS: dict[str, type[forms.Form]] = {"amend": AmendMember, "leave": Leave}


# --- a member


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _member(request, _find(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    keep(request)
    member = _find(pk)
    if action not in MEMBER_FORMS:
        raise Http404
    form = MEMBER_FORMS[action](request.POST, auto_id=f"{action}-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[dict[str, Any]], Any]] = {
        "amend": lambda said: mechanism.amend_member(member, **said, **signature),
        "leave": lambda said: mechanism.leave(member, **said, **signature),
    }
    if not attempt(form, doing[action]):
        return _member(request, _find(pk), form, action, status=422)
    messages.success(request, _("Noted, and on record."))
    return redirect("partyorgs:member", pk)


def _find(pk: int) -> MemberDepartment:
    return get_object_or_404(MemberDepartment.objects.select_related("department", "mechanism__area"), pk=pk)


def _member(
    request: HttpRequest, member: MemberDepartment, bound: forms.Form | None = None, action: str = "", *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "member": member,
        "facts": _member_facts(member),
        "terms": member.mechanism.members.filter(department=member.department).order_by("-joined_on", "-id"),
        "groups": member.department.working_groups.filter(mechanism=member.mechanism).order_by("ends_on", "id"),
        "actions": _member_panels(member, bound, action) if permissions.may_keep(request.actor) else [],
        "crumbs": crumbs(member.mechanism),
    }
    return page(request, "partyorgs/member.html", context, status=status)


def _member_facts(member: MemberDepartment) -> list[Fact]:
    return [
        Fact(_("Leader in charge"), f"{member.leader_post} {member.leader_name}".strip() or "—"),
        Fact(_("Liaison officer"), f"{member.liaison_name} {member.liaison_phone}".strip() or "—"),
        Fact(_("Backup"), f"{member.backup_name} {member.backup_phone}".strip() or "—"),
        Fact(_("Joined on"), moments.full_day(member.joined_on)),
        *([Fact(_("Left on"), moments.full_day(member.left_on))] if member.left_on else []),
    ]


def _member_panels(member: MemberDepartment, bound: forms.Form | None, action: str) -> list[ActionPanel]:
    if member.left_on:
        return []
    told = {
        "amend": (_("Change"), ""),
        "leave": (_("Leaves the mechanism"), _("What it was responsible for stays readable here.")),
    }
    initial = {
        "amend": {name: getattr(member, name) for name in AmendMember.base_fields},
        "leave": {"on": timezone.localdate()},
    }
    return [
        ActionPanel(
            key=key, label=told[key][0], url=reverse("partyorgs:member-act", args=[member.pk, key]),
            consequence=told[key][1], is_primary=key == "amend", is_rare=key == "leave", is_open=key == action,
            form=bound if key == action and bound else MEMBER_FORMS[key](initial=initial[key], auto_id=f"{key}-%s"),
        )
        for key in MEMBER_FORMS
    ]  # fmt: skip


# --- a special working group


@require_GET
def show_group(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _group(request, _find_group(pk))


@require_POST
def change_group(request: HttpRequest, pk: int) -> HttpResponse:
    keep(request)
    group = _find_group(pk)
    form = Group(request.POST, auto_id="group-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    if not attempt(form, lambda said: mechanism.amend_group(group, **said, **signature)):
        return _group(request, _find_group(pk), form, status=422)
    messages.success(request, _("Noted, and on record."))
    return redirect("partyorgs:group", pk)


def _find_group(pk: int) -> SpecialWorkingGroup:
    return get_object_or_404(SpecialWorkingGroup.objects.select_related("lead", "mechanism__area"), pk=pk)


def _group(
    request: HttpRequest, group: SpecialWorkingGroup, bound: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    members = list(group.members.order_by("code"))
    state = mechanism.state_of(group, on=timezone.localdate())
    said, tone = group_tag(state)
    context = {
        "group": group,
        "members": members,
        "state": state,
        "said": said,
        "tone": tone,
        "facts": [
            Fact(_("Lead department"), group.lead.name),
            Fact(_("Leader"), f"{group.leader_post} {group.leader_name}".strip() or "—"),
            Fact(_("Begins on"), moments.full_day(group.begins_on)),
            Fact(_("Ends on"), moments.full_day(group.ends_on)),
        ],
        "actions": [_group_panel(group, members, bound)] if permissions.may_keep(request.actor) else [],
        "crumbs": crumbs(group.mechanism),
    }
    return page(request, "partyorgs/group.html", context, status=status)


def _group_panel(group: SpecialWorkingGroup, members: list[Any], bound: forms.Form | None) -> ActionPanel:
    plain = {name: getattr(group, name) for name in Group.base_fields if name not in ("lead", "members")}
    initial = {**plain, "lead": group.lead.code, "members": [unit.code for unit in members]}
    return ActionPanel(
        key="group", label=_("Change or prolong"), url=reverse("partyorgs:group-change", args=[group.pk]),
        consequence=_("What changes is on record with what it was before."), is_primary=True,
        is_open=bound is not None, form=bound or Group(initial=initial, auto_id="group-%s"),
    )  # fmt: skip
