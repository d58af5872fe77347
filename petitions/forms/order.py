"""What is asked on the page of an order besides its actions: why an identity is shown, which file is added."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import DisclosureReason
from petitions.forms.fields import word


class Reveal(forms.Form):
    reason = word(DisclosureReason, _("Reason"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class AddFile(forms.Form):
    file = forms.FileField(
        label=_("Photo, recording or document"),
        help_text=_("JPG, PNG, PDF, docx, xlsx, MP3 or MP4, up to 20 MB. Place and camera are removed from photos."),
    )
