"""Which filters are on, in words, each with the link that takes it off."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseForm, DateInput, Field, NullBooleanField, TextInput
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_filters.widgets import DateRangeWidget, SuffixedMultiWidget

OFF = (None, "", [], ())


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    url: str


def chips_of(filterset: FilterSet, url: Callable[..., str]) -> list[Chip]:
    """One chip a value of a validated filter set; what is not valid has none. `url` is Listing.url."""
    form = filterset.form
    return [chip for name, value in form.cleaned_data.items() for chip in _chips(name, form.fields[name], value, url)]


def label_inside(form: BaseForm) -> None:
    """A filter bar has no room for labels, so each control says itself what it is: "Department: all"."""
    for field in form.fields.values():
        for control in getattr(field.widget, "widgets", [field.widget]):
            control.attrs.setdefault("aria-label", str(field.label))
            if isinstance(control, DateInput) or isinstance(field.widget, DateRangeWidget):
                control.input_type = "date"
            elif isinstance(control, TextInput):
                control.attrs.setdefault("placeholder", str(field.label))
        _name_empty_choice(field, _("%(filter)s: all") % {"filter": field.label})


def _name_empty_choice(field: Field, everything: str) -> None:
    if getattr(field, "empty_label", None) is not None:
        field.empty_label = everything
        field.widget.choices = field.choices
    elif isinstance(field, NullBooleanField):
        field.widget.choices = [("", everything), *list(field.widget.choices)[1:]]


def _chips(name: str, field: Field, value: Any, url: Callable[..., str]) -> Iterator[Chip]:
    if isinstance(value, QuerySet | list | tuple | set):
        for one in value:
            yield Chip(str(field.label), _word(field, one), url({}, without=(name, _raw(one))))
    elif value not in OFF:
        yield Chip(str(field.label), _word(field, value), url(dict.fromkeys(_params(field, name))))


def _params(field: Field, name: str) -> Iterable[str]:
    if isinstance(field.widget, SuffixedMultiWidget):
        return [field.widget.suffixed(name, suffix) for suffix in field.widget.suffixes]
    return [name]


def _raw(value: Any) -> str:
    return str(value.pk) if isinstance(value, Model) else str(value)


def _word(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, slice):
        return _range(value)
    return _choice(getattr(field, "choices", ()), value) or str(value)


def _range(value: slice) -> str:
    start, stop = (f"{end:%Y-%m-%d}" if end else "" for end in (value.start, value.stop))
    if start and stop:
        return _("%(start)s to %(stop)s") % {"start": start, "stop": stop}
    return _("from %(start)s") % {"start": start} if start else _("until %(stop)s") % {"stop": stop}


def _choice(choices: Iterable[Any], value: Any) -> str:
    """The label of a plain choice. Model choices are not looked up: their value is the object itself."""
    if isinstance(value, Model):
        return ""
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _choice(label, value):
                return found
        elif str(key) == str(value):
            return str(label)
    return ""
