"""Fields these forms share: a day, a longer text, a place by its name or code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from grids import standing
from grids.permissions import may_edit


def day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=day_input(), **kwargs)


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def text(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


class PlaceField(forms.CharField):
    """A street, community or grid as people call it, or its unified code. Cleaned, it is the code."""

    default_error_messages = {
        "unknown": _(
            "Not found on the map. Write the community with its street (北栈街道北栈社区), a known estate or road "
            "near by, or the unified code."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Place"))
        kwargs.setdefault("help_text", _("Community or grid by its name, or the unified code."))
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        code = standing.recognise(said) if said else ""
        if said and not code:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return code


class StandingForm(forms.ModelForm):
    """Something that stands in a place of those its author keeps."""

    place_code = PlaceField()

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", _("Please choose")), *self._meta.model._meta.get_field("kind").choices]
        if self.instance.pk:
            code = self.instance.place_code
            now = standing.whereabouts([code])[code]
            self.fields["place_code"].help_text = _("At present: %(place)s.") % {"place": now}
        else:
            self.fields.pop("valid_to", None)

    def clean_place_code(self) -> str:
        code = self.cleaned_data["place_code"]
        if not may_edit(self.by, code):
            raise ValidationError(_("This place is kept by another street: name one of your own."), code="elsewhere")
        return code

    @property
    def values(self) -> dict[str, Any]:
        """What was changed, and nothing else: others may have corrected the rest meanwhile."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
