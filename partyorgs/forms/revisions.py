"""What is asked where a revision of the duty lists is drafted, discussed and decided."""

import re
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION
from partyorgs import directory, dutyversions
from partyorgs.dutylists import CITYWIDE, Change, Item, Scope
from partyorgs.dutysheets import SEPARATORS
from partyorgs.enums import DutyAction, DutyGroup, DutyLevel, DutyListKind, DutyPart, OpinionStance
from partyorgs.forms.duties import day, streets, text
from partyorgs.forms.units import UnitField, units
from partyorgs.models import Department, DutyChange, DutyRevision
from partyorgs.revisions import Head

CATEGORY = re.compile(r"^[0-9]{6}$")
LARGEST_FILE = 2 << 20


class HeadForm(forms.Form):
    """A new revision, or another title and day for one."""

    title = forms.CharField(label=_("title"), max_length=120)
    document = forms.CharField(label=_("document"), max_length=120, required=False)
    effective_on = day(_("in force from"), help_text=_("A day after that of the approval."))
    reason = text(_("why"), rows=3, required=False)

    @property
    def head(self) -> Head:
        return Head(**self.cleaned_data)


class Ask(forms.Form):
    until = day(_("opinions until"))


class Opine(forms.Form):
    stance = forms.ChoiceField(label=_("opinion"), choices=OpinionStance.choices, widget=forms.RadioSelect)
    text = text(_("reasons"), rows=3, required=False, help_text=_("Needed for an objection."))


class Answer(forms.Form):
    text = text(_("answer"), rows=2)


class Decide(forms.Form):
    decision = text(_("decision"), rows=2, required=False)


class Reasoned(forms.Form):
    decision = text(_("Reason"), rows=2)


class Redraft(forms.Form):
    reason = text(_("Reason"), rows=2)


class LineFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Code or item"), max_length=LONGEST_QUESTION)
    action = filters.ChoiceFilter(label=_("change"), choices=DutyAction.choices)

    class Meta:
        model = DutyChange
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(Q(code__icontains=word) | Q(title__icontains=word))
        return queryset


class RevisionFilter(filters.FilterSet):
    q = filters.CharFilter("title", lookup_expr="icontains", label=_("title"), max_length=LONGEST_QUESTION)

    class Meta:
        model = DutyRevision
        fields: list[str] = []


# --- lines


class UnitsInOrder(forms.CharField):
    """Units by name or code, the first helper first."""

    def to_python(self, value: Any) -> tuple[str, ...]:
        names = [name.strip() for name in (super().to_python(value) or "").translate(SEPARATORS).split("\n")]
        known = directory.codes_by_name()
        if unknown := [name for name in names if name and name not in known]:
            raise ValidationError(
                _("There is no unit %(names)s."), params={"names": "、".join(unknown)}, code="no_unit"
            )
        return tuple(known[name] for name in names if name)


class LineForm(forms.Form):
    """What an item will say."""

    code = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z-]{0,19}$", label=_("code"), help_text=_("Letters, digits, hyphens.")
    )
    title = forms.CharField(label=_("Name of the item"), max_length=120)
    list_kind = forms.ChoiceField(label=_("duty list"), choices=DutyListKind.choices)
    street = forms.ModelChoiceField(
        streets(), label=_("street"), to_field_name="code", required=False, empty_label=_("of no single street")
    )
    part = forms.ChoiceField(label=_("part of the list"), choices=[("", "—"), *DutyPart.choices], required=False)
    group = forms.ChoiceField(label=_("main task"), choices=[("", "—"), *DutyGroup.choices], required=False)
    level = forms.ChoiceField(
        label=_("level that carries it out"), choices=[("", "—"), *DutyLevel.choices], required=False
    )
    lead = UnitField(label=_("Department in charge"), with_placeholder=True)
    cooperating = UnitsInOrder(
        label=_("Units that help"), required=False, help_text=_("In their order, separated by ；")
    )
    basis = text(_("legal basis"), rows=2, required=False)
    superior_duty = text(_("what the superior does"), rows=2, required=False)
    street_duty = text(_("what the street does"), rows=2, required=False)
    transferred_power = text(_("power handed over"), rows=2, required=False)
    transferred_staff = text(_("staff handed over"), rows=2, required=False)
    transferred_budget = text(_("budget handed over"), rows=2, required=False)
    territory_allowed = forms.BooleanField(label=_("may go to a street"), required=False)
    categories = forms.CharField(
        label=_("categories"), required=False,
        help_text=_("Codes of the petition categories that an added item is dispatched by."),
    )  # fmt: skip

    def __init__(self, *args: Any, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer(lambda: units(with_placeholder=True))
        if item is not None:
            self.fields["code"].disabled = True
            del self.fields["categories"]

    def clean_categories(self) -> tuple[str, ...]:
        codes = self.cleaned_data["categories"].translate(SEPARATORS).split()
        if any(not CATEGORY.match(code) for code in codes):
            raise ValidationError(_("A category has a code of six digits."), code="no_category")
        return tuple(codes)

    def change(self, base: Item | None) -> Change:
        said = self.cleaned_data
        item = Item(
            code=said["code"], lead=said["lead"].code, cooperating=said["cooperating"],
            street=said["street"].code if said["street"] else "",
            **{name: said[name] for name in dutyversions.CONTENT},
        )  # fmt: skip
        action = DutyAction.CHANGE if base else DutyAction.ADD
        return Change(action, item, categories=said.get("categories", ()), replaces=base.since if base else None)


def line_initial(item: Item) -> dict[str, Any]:
    """An item as the form shows it."""
    names = directory.short_names()
    said = {name: getattr(item, name) for name in (*dutyversions.CONTENT, "code", "street", "lead")}
    return said | {"cooperating": "；".join(names[code] for code in item.cooperating)}


class DropForm(forms.Form):
    moved_to = UnitField(label=_("Goes over to"), required=False, help_text=_("Empty: nobody has it from then on."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moved_to"].offer(units)

    def change(self, base: Item) -> Change:
        unit: Department | None = self.cleaned_data["moved_to"]
        return Change(DutyAction.DROP, base, moved_to=unit.code if unit else "", replaces=base.since)


class ListForm(forms.Form):
    """A whole list at once, as a file or pasted from a spreadsheet."""

    kind = forms.ChoiceField(label=_("duty list"), choices=DutyListKind.choices, initial=DutyListKind.STREET)
    street = forms.ModelChoiceField(
        streets(), label=_("Street"), to_field_name="code", required=False, empty_label=_("of no single street")
    )
    unit = UnitField(label=_("Department in charge"), required=False, help_text=_("Only the list of this department."))
    file = forms.FileField(label=_("CSV file"), required=False)
    pasted = text(_("or pasted from a spreadsheet"), rows=8, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 2 MB: a duty list is not."), code="too_large")
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and bool(said.get("file")) == bool((said.get("pasted") or "").strip()):
            self.add_error("file", _("Give a file or paste the table, one of the two."))
        return said

    @property
    def scope(self) -> Scope:
        said = self.cleaned_data
        unit, street = said["unit"], said["street"]
        return Scope(said["kind"], unit.code if unit else "", street.code if street else CITYWIDE)
