"""What is asked about a trade in a district: how many work there, and which organisation reaches them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.enums import Level
from grids.models import Area
from partyorgs.forms.fields import OrganizationField, day
from partyorgs.models import Trade


class CountTrade(forms.Form):
    trade = forms.ModelChoiceField(Trade.objects.order_by("order", "id"), label=_("Trade"))
    district = forms.ModelChoiceField(
        Area.objects.filter(level=Level.DISTRICT, valid_to=None).order_by("code"), label=_("District")
    )
    units = forms.IntegerField(label=_("Units"), min_value=0, max_value=1_000_000)
    workers = forms.IntegerField(label=_("Workers"), min_value=0, max_value=10_000_000)
    organization = OrganizationField(label=_("Party organisation"), required=False)
    counted_on = day(_("Counted on"))

    def clean_counted_on(self) -> object:
        counted_on = self.cleaned_data["counted_on"]
        if counted_on > timezone.localdate():
            raise forms.ValidationError(_("Give a day that has come."))
        return counted_on
