"""What is asked around the record of views: why somebody may look at more, and what a review has found."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.forms.fields import text


class Grant(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class Review(forms.Form):
    note = text(_("What was found"), rows=2, required=False, help_text=_("Empty: nothing out of the ordinary."))


class LeakedText(forms.Form):
    """A text that turned up where it should not be: the mark in it names who copied it."""

    leaked = text(_("Text that was found"), rows=2)
