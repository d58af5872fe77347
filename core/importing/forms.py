"""A file of rows as it is handed in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("An .xlsx workbook like the template, or CSV in UTF-8 or GB18030."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file, limit = self.cleaned_data["file"], settings.ATTACHMENT_MAX_BYTES
        if file.size > limit:
            text = _("The file is larger than %(limit)s. Split it, or have an administrator import it.")
            raise forms.ValidationError(text % {"limit": filesizeformat(limit)})
        return file

    def refuse(self, field: str, text: Any) -> None:
        self.add_error("file", text)
