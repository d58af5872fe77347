"""What is asked of the coordination mechanism, its members, groups and rules."""

from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from grids.enums import Level
from partyorgs.enums import ConvenerRank, MechanismKind
from partyorgs.forms.inputs import AreaField, UnitField, UnitsField, day, phone, text
from partyorgs.models import CoordinationMechanism

YEARS = {"min_value": 2000, "max_value": 2100}


class MechanismFilter(filters.FilterSet):
    q = filters.CharFilter("name", lookup_expr="icontains", label=_("Name"), max_length=64)
    kind = filters.ChoiceFilter(label=_("Form of the mechanism"), choices=MechanismKind.choices)

    class Meta:
        model = CoordinationMechanism
        fields: list[str] = []


class Amend(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Form of the mechanism"), choices=MechanismKind.choices)
    chief_convener_post = forms.CharField(label=_("Post of the chief convener"), max_length=64)
    chief_convener_name = forms.CharField(label=_("Chief convener"), max_length=64, required=False)
    host_department = UnitField(
        label=_("Office hosted by"), required=False,
        help_text=_("Differs from city to city. Empty where the host is a district's own unit."),
    )  # fmt: skip
    office_name = forms.CharField(label=_("Office"), max_length=64, required=False)
    office_head = forms.CharField(
        label=_("Head of the office"), max_length=64, required=False, help_text=_("Post and name.")
    )
    office_phone = phone(_("Office phone"), required=False)


class SetUp(Amend):
    area = AreaField(Level.CITY, Level.DISTRICT, Level.STREET, label=_("Area"))

    field_order = ("area", "name", "kind")


class Convene(forms.Form):
    rank = forms.ChoiceField(label=_("Rank"), choices=ConvenerRank.choices)
    post = forms.CharField(label=_("Post"), max_length=64)
    name = forms.CharField(label=_("Name of the person"), max_length=64, required=False)


class AddRule(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    document = forms.CharField(label=_("Document number"), max_length=64, required=False)
    issued_on = day(_("Issued on"))
    gist = text(_("What it says in short"), rows=3, required=False, max_length=2000)


class AmendMember(forms.Form):
    """Two people of a member department answer the telephone: the liaison officer and a backup."""

    leader_post = forms.CharField(label=_("Post of the leader in charge"), max_length=64, required=False)
    leader_name = forms.CharField(label=_("Leader in charge"), max_length=64, required=False)
    liaison_name = forms.CharField(label=_("Liaison officer"), max_length=64)
    liaison_phone = phone(_("Office phone of the liaison officer"))
    backup_name = forms.CharField(label=_("Backup of the liaison officer"), max_length=64, required=False)
    backup_phone = phone(_("Office phone of the backup"), required=False)
    duties_year = forms.IntegerField(label=_("Year of the duties"), required=False, **YEARS)
    duties = text(_("Duties this year"), rows=4, required=False, max_length=4000)


class Admit(AmendMember):
    department = UnitField(label=_("Department"))
    joined_on = day(_("Joined on"))

    field_order = ("department", "joined_on")


class Leave(forms.Form):
    on = day(_("Left on"))
    reason = text(_("Reason"), rows=2, max_length=200)


class Group(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=64)
    lead = UnitField(label=_("Lead department"))
    leader_post = forms.CharField(label=_("Post of the group's leader"), max_length=64, required=False)
    leader_name = forms.CharField(label=_("Leader of the group"), max_length=64, required=False)
    begins_on = day(_("Begins on"))
    ends_on = day(_("Ends on"), help_text=_("Every group has an end. Prolong it when the task is not done."))
    members = UnitsField(label=_("Member units"), required=False, help_text=_("Hold Ctrl to choose several."))
    task = text(_("Task"), rows=3, max_length=2000)
    plan = text(_("Three-year plan"), rows=3, required=False, max_length=4000)

    def clean_members(self) -> list[Any]:
        return list(self.cleaned_data["members"])
