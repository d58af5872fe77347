"""What all forms of actions have in common."""

from functools import cache
from typing import Any

from django import forms

from core.actors import Actor
from petitions.forms import choices
from petitions.forms.fields import CategoryField, UnitField, UnitsField
from petitions.models import WorkOrder

NOTHING = (None, "", [], False)


class ActionForm(forms.Form):
    """What one action asks for. Names of fields are the data names of `workflow.advance()`."""

    consequence_text = ""

    def __init__(self, *args: Any, order: WorkOrder, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, categories = cache(choices.units), cache(choices.categories)
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.offer(units)
            elif isinstance(field, CategoryField):
                field.offer(categories)
        self.order, self.by = order, by
        self.suit(order)

    def suit(self, order: WorkOrder) -> None:
        """Fit the fields to the order."""

    @classmethod
    def consequence(cls, order: WorkOrder) -> str:
        """What will happen to the order, said before it is done."""
        return str(cls.consequence_text)

    @property
    def said(self) -> dict[str, Any]:
        """The data of the action: what was filled in, without the blanks."""
        return {name: value for name, value in self.cleaned_data.items() if value not in NOTHING}
