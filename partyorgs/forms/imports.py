"""A file of places, organizations or posts as it is handed in."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.importing.forms import FileForm
from partyorgs.importing import REGISTERS


class ImportForm(FileForm):
    field_order = ("register", "file")
    register = forms.ChoiceField(label=_("What the file is about"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = [(name, capfirst(one.title)) for name, one in REGISTERS.items()]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.geojson,.json"
        self.fields["file"].help_text = _(
            "An .xlsx workbook like the template, CSV in UTF-8 or GB18030, or for grids GeoJSON."
        )
