"""What is asked of estates, the companies that manage them, their committees and meetings."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.enums import ManagingMode, Seat
from grids.estates import Managed
from grids.forms.fields import StandingForm, day, day_input, text
from grids.models import Estate, EstateAgreement, EstateMeeting, OwnersCommittee, PropertyCompany

AGREEMENTS = range(1, 4)  # how many a meeting's form has room for


class ManagedFields(forms.Form):
    """How an estate is managed, from which day on."""

    mode = forms.ChoiceField(label=_("Managed as"), choices=[("", _("Please choose")), *ManagingMode.choices])
    company = forms.ModelChoiceField(
        PropertyCompany.objects.none(), label=_("Property company"), required=False, empty_label=_("none"),
        help_text=_("Only where a company manages."),
        widget=forms.Select({"data-searchable": _("find by name")}),
    )  # fmt: skip
    since = day(_("Since"))
    basis = forms.CharField(label=_("Contract or decision"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = PropertyCompany.objects.active(timezone.localdate()).order_by("name")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        mode, company = said.get("mode"), said.get("company")
        if mode == ManagingMode.COMPANY and not company and "company" not in self.errors:
            self.add_error("company", _("Say which company. One that is missing is entered under property companies."))
        elif mode and mode != ManagingMode.COMPANY and company:
            self.add_error("company", _("Leave this empty, or choose management by a company."))
        if said.get("since") and said["since"] > timezone.localdate():
            self.add_error("since", _("That day has not come: enter it then."))
        return said

    @property
    def managed(self) -> Managed:
        said = self.cleaned_data
        return Managed(said["mode"], said["since"], said["company"], said.get("basis", ""))


class EstateForm(StandingForm):
    class Meta:
        model = Estate
        fields = ("name", "place_code", "buildings", "households", "valid_to")
        widgets = {"valid_to": day_input()}
        labels = {"valid_to": _("No longer there since")}

    def clean_valid_to(self) -> date | None:
        last = self.cleaned_data["valid_to"]
        if last and last <= self.instance.valid_from:
            since = self.instance.valid_from
            raise forms.ValidationError(_("It has been there since %(day)s: name a later day.") % {"day": since})
        return last


class NewEstate(EstateForm, ManagedFields):
    """An estate with its management: without it nobody could say whether it needs one."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = ManagedFields.clean(self)
        if said.get("since"):
            self.instance.valid_from = said["since"]
        return said


class CompanyForm(forms.ModelForm):
    class Meta:
        model = PropertyCompany
        fields = ("name", "credit_code", "office_phone", "valid_from", "valid_to")
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        labels = {"valid_from": _("Works here since"), "valid_to": _("No longer since")}

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class CommitteeForm(forms.ModelForm):
    class Meta:
        model = OwnersCommittee
        fields = ("established_on", "term_ends_on", "seats", "party_share")
        widgets = {"established_on": day_input(), "term_ends_on": day_input()}
        help_texts = {"party_share": _("One figure for the whole committee. Names are not kept.")}


class MeetingForm(forms.ModelForm):
    """The four seats, the topic, the outcome, and up to three things agreed."""

    seats = forms.MultipleChoiceField(
        label=_("Seats that came"), choices=Seat.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Seats, not persons."),
    )  # fmt: skip
    outcome = text(_("Outcome"), max_length=2000)

    class Meta:
        model = EstateMeeting
        fields = ("held_on", "topic", "seats", "outcome")
        widgets = {"held_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in AGREEMENTS:
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("Agreed, %(n)s") % {"n": n}, max_length=200, required=False
            )
            self.fields[f"seat_{n}"] = forms.ChoiceField(
                label=_("Who does it, %(n)s") % {"n": n}, choices=[("", _("Please choose")), *Seat.choices],
                required=False,
            )  # fmt: skip
            self.fields[f"due_{n}"] = day(_("Due, %(n)s") % {"n": n}, required=False)

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise forms.ValidationError(_("Meetings are recorded after they were held."))
        return held_on

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for n in AGREEMENTS:
            if said.get(f"text_{n}"):
                for name in (f"seat_{n}", f"due_{n}"):
                    if not said.get(name) and name not in self.errors:
                        self.add_error(name, _("What was agreed has somebody who does it, and a day."))
        return said

    @property
    def agreements(self) -> list[EstateAgreement]:
        said = self.cleaned_data
        return [
            EstateAgreement(text=said[f"text_{n}"], seat=said[f"seat_{n}"], due_on=said[f"due_{n}"])
            for n in AGREEMENTS
            if said.get(f"text_{n}")
        ]


class KeepPromise(forms.Form):
    result = text(_("What came of it"), rows=2, max_length=200)
