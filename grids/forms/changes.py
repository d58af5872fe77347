"""What is asked for a change of the map: its paper, and by its kind which places and names."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grids import codes, subtree
from grids.enums import Level, PlaceChangeKind
from grids.models import Area, Grid
from grids.wishes import Part, Wish

FEWEST_PARTS, MOST_PARTS = 2, 6


class CodeField(forms.CharField):
    """A unified code, checked digit by digit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=codes.LONGEST, widget=forms.TextInput({"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if code:
            _well_formed(code)
        return code


class CodesField(forms.CharField):
    """Several codes, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3, "inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        found = tuple(super().clean(value).replace("，", " ").replace(",", " ").split())
        for code in found:
            _well_formed(code)
        return found


class ChangeForm(forms.Form):
    kind: PlaceChangeKind

    effective_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From this day on the new places exist. Enter a change on its day or up to 92 days later."),
    )  # fmt: skip
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("Number of the document that orders the change.")
    )  # fmt: skip
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def wish(self) -> Wish:
        return Wish(kind=self.kind, **self.places(), **{name: self.cleaned_data[name] for name in PAPER})

    def places(self) -> dict[str, Any]:
        """What of the wish is about places."""
        raise NotImplementedError


PAPER = ("document", "effective_on", "note")


class RenameForm(ChangeForm):
    kind = PlaceChangeKind.RENAME
    code = CodeField(label=_("Place"), help_text=_("Unified code of the place."))
    name = forms.CharField(label=_("New name"), max_length=64)

    field_order = ["code", "name"]

    def places(self) -> dict[str, Any]:
        return {"codes": (self.cleaned_data["code"],), "name": self.cleaned_data["name"]}


class MoveForm(ChangeForm):
    kind = PlaceChangeKind.MOVE
    code = CodeField(label=_("Place"), help_text=_("Code of the grid, community or street that moves."))
    target = CodeField(label=_("Moves to"), help_text=_("Code of the community, street or district it moves into."))

    field_order = ["code", "target"]

    def places(self) -> dict[str, Any]:
        return {"codes": (self.cleaned_data["code"],), "target": self.cleaned_data["target"]}


class MergeForm(ChangeForm):
    kind = PlaceChangeKind.MERGE
    codes = CodesField(
        label=_("Places that merge"),
        help_text=_("Their codes, one a line; first the one whose organisation is to lead. All in one place above."),
    )
    target = CodeField(
        label=_("The one that stays"), required=False,
        help_text=_("Its code goes on and it takes the others in. Empty: a new place with a new code."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name after"), max_length=64, required=False, help_text=_("Empty: the name of the one that stays.")
    )  # fmt: skip

    field_order = ["codes", "target", "name"]

    def places(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("codes", "target", "name")}


class SplitForm(ChangeForm):
    """Made for one place: a block for each part, and for everything in the place the part it goes into."""

    kind = PlaceChangeKind.SPLIT

    def __init__(self, *args: Any, place: Area | Grid, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.numbers = place, range(1, parts + 1)
        for number in self.numbers:
            self.fields |= _part_fields(number, is_grid=isinstance(place, Grid))
        choices = [(str(number), _("part %(number)s") % {"number": number}) for number in self.numbers]
        self.inside = _directly_in(place)
        for code, name in self.inside.items():
            self.fields[f"in_{code}"] = forms.ChoiceField(label=f"{name} {code}", choices=choices)
        self.order_fields([*(name for name in self.fields if name not in PAPER), *PAPER])

    def places(self) -> dict[str, Any]:
        return {"codes": (self.place.code,), "parts": tuple(self._part(number) for number in self.numbers)}

    def _part(self, number: int) -> Part:
        said = self.cleaned_data
        return Part(
            said[f"name_{number}"],
            frozenset(code for code in self.inside if said[f"in_{code}"] == str(number)),
            said.get(f"households_{number}") or 0,
            said.get(f"geometry_{number}"),
        )


class SplitStart(forms.Form):
    """Which place is split into how many: asked first, for the rest depends on it."""

    code = CodeField(label=_("Place"), help_text=_("Code of the grid, community or street that is split."))
    parts = forms.IntegerField(label=_("Into how many"), min_value=FEWEST_PARTS, max_value=MOST_PARTS)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if code := said.get("code"):
            model = Grid if len(code) == codes.GRID_DIGITS else Area
            self.place = model.objects.filter(code=code, valid_to=None).first()
            if self.place is None or (
                isinstance(self.place, Area) and self.place.level in (Level.CITY, Level.DISTRICT)
            ):
                self.add_error("code", _("There is no street, community or grid of this code today."))
        return said


class GeometryField(forms.CharField):
    """A boundary as GeoJSON text, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 2}), **kwargs)

    def clean(self, value: Any) -> Mapping[str, Any] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError as broken:
            raise ValidationError(_("The boundary must be a valid GeoJSON polygon.")) from broken


def _part_fields(number: int, *, is_grid: bool) -> dict[str, forms.Field]:
    said = {"number": number}
    fields: dict[str, forms.Field] = {
        f"name_{number}": forms.CharField(label=_("Name of part %(number)s") % said, max_length=64)
    }
    if is_grid:
        fields[f"households_{number}"] = forms.IntegerField(
            label=_("Households of part %(number)s") % said, min_value=0, required=False
        )
        fields[f"geometry_{number}"] = GeometryField(label=_("Boundary of part %(number)s (GeoJSON)") % said)
    return fields


def _directly_in(place: Area | Grid) -> dict[str, str]:
    there = subtree.read([place.code], on=place.valid_from)
    return {row.code: row.name for row in there.children(place.code) if row.valid_to is None}


def _well_formed(code: str) -> None:
    try:
        codes.parse(code)
    except codes.MalformedCode as malformed:
        raise ValidationError(malformed.problem.message) from malformed


FORMS: dict[str, type[ChangeForm]] = {
    PlaceChangeKind.RENAME: RenameForm,
    PlaceChangeKind.MOVE: MoveForm,
    PlaceChangeKind.MERGE: MergeForm,
    PlaceChangeKind.SPLIT: SplitForm,
}
