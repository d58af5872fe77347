"""A file of petitions as it is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.importing.forms import FileForm

LARGEST_MAP = 64 * 1024


class ImportForm(FileForm):
    map_file = forms.FileField(
        label=_("Mapping file"), required=False, widget=forms.FileInput({"accept": ".toml"}),
        help_text=_("Only where the headings are not those of the template: says what its columns mean."),
    )  # fmt: skip

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
