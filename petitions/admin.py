"""The rules that are rows, in the administration site. Cases and petitioners are not there: administrators may not
read them (practice §6.6, test 11), and nothing but the workflow may change them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from petitions import catalogue
from petitions.models import Category, DispatchRule, SlaRule


class RuleAdmin(admin.ModelAdmin):
    """Processes keep the rules; the one that edited them is told, the others look again within seconds."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        catalogue.changed()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        catalogue.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        catalogue.changed()


@admin.register(Category)
class CategoryAdmin(RuleAdmin):
    list_display = ("code", "name", "level1", "level2", "urgency", "confidential_by_rule", "is_guidance", "is_active")
    list_filter = ("urgency", "is_guidance", "is_active", "level1")
    search_fields = ("code", "name", "level1", "level2")


@admin.register(DispatchRule)
class DispatchRuleAdmin(RuleAdmin):
    list_display = ("category", "duty_code", "kind", "area", "valid_from", "valid_to")
    list_select_related = ("category", "area")
    search_fields = ("category__code", "category__name", "duty_code")
    autocomplete_fields = ("category", "area")


@admin.register(SlaRule)
class SlaRuleAdmin(admin.ModelAdmin):
    """Shown only: limits are changed by versions on their page, with who, when and why."""

    list_display = (
        "clock",
        "urgency",
        "category",
        "kind",
        "channel",
        "amount",
        "unit",
        "base",
        "valid_from",
        "valid_to",
    )
    list_select_related = ("category",)
    list_filter = ("clock", "urgency", "base")
    search_fields = ("category__code", "category__name")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
