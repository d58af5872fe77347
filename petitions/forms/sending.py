"""What the desk decides in one go: accept where that has not been done, and give out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import PetitionKind, Status, Urgency
from petitions.forms import choices
from petitions.forms.choices import BY_CATEGORY
from petitions.forms.desk import Accept, Dispatch
from petitions.models import WorkOrder
from petitions.proposals import Proposal

ACCEPTING = ("category", "kind", "urgency")
DISPATCHING = ("lead", "assists", "instructions")


class Send(Accept, Dispatch):
    consequence_text = Dispatch.consequence_text

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", BY_CATEGORY), *PetitionKind.choices])
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", BY_CATEGORY), *Urgency.choices])

    field_order = (*ACCEPTING, *DISPATCHING)

    def __init__(self, *args: Any, proposal: Proposal, is_dispatched: bool = True, **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, **kwargs)
        self.fields["lead"].required = is_dispatched

    def suit(self, order: WorkOrder) -> None:
        """An order that was accepted keeps its category; units that have a ground to be chosen stand first."""
        if order.status == Status.REGISTERED:
            self.initial = {
                "category": order.category,
                "kind": "" if order.kind == PetitionKind.OTHER else order.kind,
                "urgency": "" if order.urgency == Urgency.NORMAL else order.urgency,
            } | self.initial
        else:
            for name in ACCEPTING:
                del self.fields[name]
        self._offer_units()

    def _offer_units(self) -> None:
        units, proposal = choices.units(), self.proposal
        self.fields["assists"].widget = forms.CheckboxSelectMultiple()
        offered = [(each.unit.code, f"{each.unit.name}（{each.ground}）") for each in proposal.candidates]
        self.fields["lead"].choices = [("", _("Choose a unit")), (_("Suggested"), offered), *units]
        self.fields["assists"].choices = units
        self.fields["assists"].help_text = ""
        self.initial["lead"] = proposal.lead.code if proposal.lead else ""
        self.initial["assists"] = [unit.code for unit in proposal.assists]

    def clean(self) -> dict[str, Any]:
        """What is left blank is as usual for the category. A unit that was ticked as assist and then chosen to lead
        leads."""
        data = super().clean() or {}
        data["assists"] = [unit for unit in data.get("assists") or () if unit != data.get("lead")]
        category = data.get("category")
        if category:
            data["urgency"] = data.get("urgency") or category.urgency
            data["kind"] = data.get("kind") or category.default_kind or self.order.kind
        return data

    @property
    def acceptance(self) -> dict[str, Any]:
        return {name: value for name, value in self.said.items() if name in ACCEPTING}

    @property
    def dispatch(self) -> dict[str, Any]:
        return {name: value for name, value in self.said.items() if name in DISPATCHING}
