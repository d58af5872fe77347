"""A file of petitions as it is handed in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

LARGEST_MAP = 64 * 1024


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("An .xlsx workbook like the template, or CSV in UTF-8 or GB18030."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )  # fmt: skip
    map_file = forms.FileField(
        label=_("Mapping file"), required=False, widget=forms.FileInput({"accept": ".toml"}),
        help_text=_("Only where the headings are not those of the template: says what its columns mean."),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file, limit = self.cleaned_data["file"], settings.ATTACHMENT_MAX_BYTES
        if file.size > limit:
            text = _("The file is larger than %(limit)s. Split it, or have an administrator import it.")
            raise forms.ValidationError(text % {"limit": filesizeformat(limit)})
        return file

    def clean_map_file(self) -> str:
        file = self.cleaned_data["map_file"]
        if not file:
            return ""
        try:
            return file.read(LARGEST_MAP).decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The mapping file is not UTF-8 text.")) from error

    def refuse(self, field: str, text: Any) -> None:
        self.add_error({"map": "map_file"}.get(field, "file"), text)
