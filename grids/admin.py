"""The map in the administration site. Places end, they are never deleted: petitions keep the code of their day."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grids.enums import FocusType, GridKind
from grids.models import Area, Grid, GridOverlay, PlaceName


class NeverDeleted(admin.ModelAdmin):
    """Rows that other records refer to for ever: they get a last day instead."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ChangedElsewhere(NeverDeleted):
    """What a place is called and where it lies is changed by a document and from a day: by grids.changes alone."""

    fixed: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fixed if obj else ()


class AreaForm(forms.ModelForm):
    focus_types = forms.MultipleChoiceField(
        label=_("focus"), choices=FocusType, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Area
        exclude: tuple[str, ...] = ()


@admin.register(Area)
class AreaAdmin(ChangedElsewhere):
    form = AreaForm
    fixed = ("code", "level", "name", "parent", "valid_from", "valid_to")
    list_display = ("code", "name", "level", "parent", "kind", "households", "population", "valid_from", "valid_to")
    list_filter = ("level", "kind")
    list_select_related = ("parent",)
    search_fields = ("^code", "name")
    autocomplete_fields = ("parent",)


class OverlayInline(admin.TabularInline):
    model = GridOverlay
    fk_name = "overlay"
    autocomplete_fields = ("base",)
    extra = 0


@admin.register(Grid)
class GridAdmin(ChangedElsewhere):
    fixed = ("code", "kind", "name", "community", "street", "valid_from", "valid_to")
    list_display = ("code", "name", "kind", "community", "street", "households", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("community", "street")
    search_fields = ("^code", "name")
    autocomplete_fields = ("community", "street")
    inlines = (OverlayInline,)

    def get_inlines(self, request: HttpRequest, obj: Grid | None) -> Any:
        """Only an overlay grid covers others."""
        return () if obj is None or obj.kind == GridKind.BASIC else self.inlines


@admin.register(PlaceName)
class PlaceNameAdmin(NeverDeleted):
    list_display = ("name", "grid", "area", "valid_from", "valid_to")
    list_select_related = ("grid", "area")
    search_fields = ("name",)
    autocomplete_fields = ("grid", "area")
