"""Units and places that a form offers are those of the day on which it is shown."""

from django import forms
from django.utils import timezone

from grids.enums import Level
from partyorgs.forms.inputs import AreaField, UnitField
from partyorgs.forms.mechanism import Admit
from tests.factories import STREET


def offered(form, name):
    return [str(value) for value, _label in form.fields[name].choices if value]


def test_a_unit_that_has_ended_is_no_longer_offered_by_a_form_class_that_knew_it(city):
    before = offered(Admit(), "department")

    city.roads.valid_to = timezone.localdate()
    city.roads.save()

    assert "D14" in before
    assert offered(Admit(), "department") == [code for code in before if code != "D14"]


def test_the_placeholder_is_no_unit_to_choose(city):
    assert "D00" not in offered(Admit(), "department")


def test_an_area_is_sent_by_its_code_and_has_to_be_of_the_level(city):
    class Asked(forms.Form):
        street = AreaField(Level.STREET)
        unit = UnitField()

    form = Asked({"street": STREET, "unit": "D14"})
    form.is_valid()
    wrong = Asked({"street": STREET[:6], "unit": "D14"})
    wrong.is_valid()

    assert (form.cleaned_data["street"].code, form.cleaned_data["unit"].code) == (STREET, "D14")
    assert "street" in wrong.errors
