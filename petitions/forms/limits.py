"""What is asked where time limits are changed or tried, and how their list is narrowed."""

from decimal import Decimal
from functools import cache
from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import Channel, ClockName, PetitionKind, TimeBase, TimeUnit, Track, Urgency
from petitions.forms import choices
from petitions.forms.fields import CategoryField, day, text
from petitions.limits import Values
from petitions.models import SlaRule
from petitions.trials import Question

ANY = [("", _("any"))]
SMALLEST, LARGEST = Decimal("0.01"), Decimal(9999)


def _moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


class LimitFilter(filters.FilterSet):
    clock = filters.ChoiceFilter(label=_("Clock"), choices=ClockName.choices)
    urgency = filters.ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    track = filters.ChoiceFilter(label=_("Track"), choices=[(Track.XINFANG, Track.XINFANG.label)])
    category = filters.BooleanFilter(
        field_name="category", lookup_expr="isnull", exclude=True, label=_("Of one category"),
        widget=forms.Select(choices=[("", _("all")), ("true", _("yes")), ("false", _("no"))]),
    )  # fmt: skip

    class Meta:
        model = SlaRule
        fields = ("clock", "urgency", "track", "category")


class TryIt(forms.Form):
    """A case made up to see its limit. Sent with GET, so that an answer can be passed on as a link."""

    prefix = "t"

    clock = forms.ChoiceField(label=_("Clock"), choices=ClockName.choices, initial=ClockName.HANDLE)
    starts_at = _moment(_("Starts at"))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    category = CategoryField(required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=PetitionKind.choices, initial=PetitionKind.HELP)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.HOTLINE_12345)
    track = forms.ChoiceField(label=_("Track"), choices=Track.choices, required=False)
    paused_at = _moment(_("Paused from"), required=False)
    resumed_at = _moment(_("until"), required=False)
    extension = forms.IntegerField(label=_("Days extended"), min_value=0, max_value=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(cache(choices.categories))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, paused, resumed = (data.get(name) for name in ("starts_at", "paused_at", "resumed_at"))
        if bool(paused) != bool(resumed):
            self.add_error("resumed_at" if paused else "paused_at", _("A pause has a beginning and an end."))
        elif start and paused and resumed and not start <= paused <= resumed:
            self.add_error("resumed_at", _("A pause lies behind the start and ends after it has begun."))
        return data

    @property
    def question(self) -> Question:
        said = dict(self.cleaned_data)
        return Question(**(said | {"extension": said["extension"] or 0}))


class LimitValues(forms.Form):
    """A version of a limit: from when, how long, why."""

    amount = forms.DecimalField(label=_("Amount"), min_value=SMALLEST, max_value=LARGEST, decimal_places=2)
    unit = forms.ChoiceField(label=_("Unit"), choices=TimeUnit.choices)
    base = forms.ChoiceField(label=_("Time base"), choices=TimeBase.choices)
    basis = forms.CharField(label=_("Basis"), max_length=200, required=False, help_text=_("Law, notice or decision."))
    since = day(_("Valid from"), help_text=_("Tomorrow at the earliest."))
    reason = text(_("Why it is changed"), rows=2)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        amount = data.get("amount")
        if data.get("base") == TimeBase.CALENDAR and (data.get("unit") != TimeUnit.DAYS or amount != int(amount or 0)):
            self.add_error("base", _("Calendar days are counted in whole days."))
        return data

    @property
    def values(self) -> Values:
        said = self.cleaned_data
        return Values(said["amount"], said["unit"], said["base"], said["basis"])


class NewLimit(LimitValues):
    clock = forms.ChoiceField(label=_("Clock"), choices=ClockName.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=ANY + Urgency.choices, required=False)
    category = CategoryField(required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ANY + PetitionKind.choices, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=ANY + Channel.choices, required=False)
    track = forms.ChoiceField(label=_("Track"), choices=[*ANY, (Track.XINFANG, Track.XINFANG.label)], required=False)

    field_order = ("clock", "track", "urgency", "category", "kind", "channel")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(cache(choices.categories))

    @property
    def case(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class EndLimit(forms.Form):
    since = day(_("Ends on"), help_text=_("Tomorrow at the earliest."))
    reason = text(_("Why it ends"), rows=2)


class RollBack(forms.Form):
    earlier = forms.ModelChoiceField(SlaRule.objects.none(), label=_("Back to"))
    since = day(_("Valid from"), help_text=_("Tomorrow at the earliest."))
    reason = text(_("Why it is changed"), rows=2)

    def __init__(self, *args: Any, versions: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = versions
        self.fields["earlier"].label_from_instance = label


class TakeBack(forms.Form):
    reason = text(_("Why it is taken back"), rows=2)
