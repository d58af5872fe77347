"""What is asked when something is raised for a meeting or dropped, and how the pool is narrowed."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partyorgs.forms.inputs import text
from partyorgs.models import AgendaItem


class AgendaFilter(filters.FilterSet):
    q = filters.CharFilter("title", lookup_expr="icontains", label=_("Title"), max_length=64)

    class Meta:
        model = AgendaItem
        fields: list[str] = []


class RaiseItem(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = text(_("What is to be decided"), rows=4, required=False, max_length=4000)


class Drop(forms.Form):
    reason = text(_("Reason"), rows=2, max_length=200)
