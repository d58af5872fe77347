"""How duty lists are narrowed and compared, what is asked where an item is proposed or looked up."""

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION
from grids.enums import Level
from grids.models import Area
from partyorgs.dutylists import Scope
from partyorgs.enums import DifferenceKind, DutyGroup, DutyLevel, DutyListKind, DutyPart, DutyProposalState
from partyorgs.forms.units import UnitField, units
from partyorgs.models import Department, DutyItem, DutyProposal, DutyRevision

ANY = [("", "")]


def day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def text(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


def streets() -> QuerySet[Area]:
    return Area.objects.filter(level=Level.STREET).order_by("code")


def _leads() -> list[Any]:
    return units(with_placeholder=True)


class DutyFilter(filters.FilterSet):
    """The list of any day; without one, today's."""

    q = filters.CharFilter(method="search", label=_("Code, item, legal basis"), max_length=LONGEST_QUESTION)
    unit = filters.ChoiceFilter("lead__code", label=_("Department in charge"), choices=_leads)
    street = filters.ModelChoiceFilter(label=_("Street"), queryset=streets(), to_field_name="code", empty_label="")
    part = filters.ChoiceFilter(label=_("part of the list"), choices=DutyPart.choices)
    on = filters.DateFilter(method="as_of", label=_("As of"), widget=forms.DateInput({"type": "date"}))
    helper = filters.ChoiceFilter("cooperations__department__code", label=_("Unit that helps"), choices=_leads)
    level = filters.ChoiceFilter(label=_("level that carries it out"), choices=DutyLevel.choices)
    group = filters.ChoiceFilter(label=_("main task"), choices=DutyGroup.choices)

    class Meta:
        model = DutyItem
        fields: list[str] = []

    @property
    def day(self) -> date:
        return self.form.cleaned_data.get("on") or timezone.localdate()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset.active(self.day))

    def as_of(self, queryset: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return queryset

    def search(self, queryset: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(
                Q(code__icontains=word) | Q(title__icontains=word) | Q(basis__icontains=word)
            )  # fmt: skip
        return queryset


class ComparisonForm(forms.Form):
    """Which list, between which days. Sent with GET, so that a comparison can be passed on."""

    kind = forms.ChoiceField(label=_("duty list"), choices=DutyListKind.choices, required=False)
    street = forms.ModelChoiceField(streets(), label=_("Street"), to_field_name="code", required=False, empty_label="—")
    unit = forms.ModelChoiceField(
        Department.objects.order_by("code"), label=_("Department in charge"), to_field_name="code", required=False,
        empty_label="—",
    )  # fmt: skip
    earlier = day(_("Earlier day"), required=False)
    later = day(_("Later day"), required=False)
    show = forms.ChoiceField(
        label=_("Only"), choices=[("", _("all differences")), *DifferenceKind.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("earlier") and said.get("later") and said["earlier"] >= said["later"]:
            raise ValidationError({"later": _("The later day has to lie after the earlier one.")})
        return said

    @property
    def scope(self) -> Scope:
        said = self.cleaned_data
        unit, street = said.get("unit"), said.get("street")
        return Scope(
            said.get("kind") or DutyListKind.DEPARTMENT, unit.code if unit else "", street.code if street else ""
        )


class Propose(forms.Form):
    text = text(_("change proposed"), rows=3)
    occasion = forms.CharField(
        label=_("occasion"),
        max_length=120,
        help_text=_("For example the number of an order, of an award, of a letter."),
    )


class AdmissionForm(forms.Form):
    """What a department would have communities do."""

    unit = UnitField(label=_("Unit that asks for it"))
    words = forms.CharField(label=_("The matter in a few words"), max_length=LONGEST_QUESTION)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)


class ProposalFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Item, words, occasion"), max_length=LONGEST_QUESTION)

    class Meta:
        model = DutyProposal
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(
                Q(text__icontains=word) | Q(occasion__icontains=word) | Q(duty__code__iexact=word)
                | Q(duty__title__icontains=word)
            )  # fmt: skip
        return queryset


class AnswerProposal(forms.Form):
    """Taken up in a revision, or not adopted with the reason; and which item it speaks of."""

    code = forms.CharField(
        label=_("Code of the item it speaks of"), max_length=20, required=False,
        help_text=_("Then it is shown on the page of that item. Empty where the matter is on no list."),
    )  # fmt: skip

    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[("take_up", _("take it up in a revision")), ("reject", DutyProposalState.REJECTED.label)],
    )
    revision = forms.ModelChoiceField(DutyRevision.objects.none(), label=_("Revision in draft"), required=False)
    answer = text(_("Why not"), rows=2, required=False)

    def __init__(self, *args: Any, drafts: QuerySet[DutyRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = drafts

    def clean_code(self) -> DutyItem | None:
        code = self.cleaned_data["code"].strip()
        found = DutyItem.objects.filter(code=code).order_by("-valid_from").first() if code else None
        if code and found is None:
            raise ValidationError(_("No item has this code."), code="no_item")
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("verdict") == "take_up" and not said.get("revision"):
            self.add_error("revision", _("Choose the revision that takes it up, or draft one first."))
        if said.get("verdict") == "reject" and not said.get("answer", "").strip():
            self.add_error("answer", _("Say why it is not adopted: whoever proposed it reads this."))
        return said
