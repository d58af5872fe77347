"""The foundation in the administration site. What rules write is shown there, never edited. Events and files are not
there: they tell of cases, which administrators may not read (practice §6.6, test 11)."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import calendar, clients
from core.models import ApiClient, ApiKey, BusinessHours, CalendarDay, CalendarYear, Job, Notice, User


@admin.register(User)
class PeopleAdmin(UserAdmin):
    list_display = ("username", "name", "office_phone", "is_active", "last_login")
    search_fields = ("username", "name")
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        (_("Person"), {"fields": ("name", "office_phone", "email", "language")}),
        (_("Rights in this site"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")


class OnlyShown(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CalendarAdmin(admin.ModelAdmin):
    """Every process keeps the calendar; it is told when somebody has edited it."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        calendar.changed()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        calendar.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        calendar.changed()


@admin.register(CalendarYear)
class CalendarYearAdmin(OnlyShown):
    """Years and days are edited on their page, where every edit is on record and the clocks follow it."""

    list_display = ("year", "source", "loaded_at")


@admin.register(CalendarDay)
class CalendarDayAdmin(OnlyShown):
    list_display = ("day", "is_workday", "note")
    date_hierarchy = "day"


@admin.register(BusinessHours)
class BusinessHoursAdmin(CalendarAdmin):
    list_display = ("valid_from", "windows")


@admin.register(ApiClient)
class ApiClientAdmin(admin.ModelAdmin):
    list_display = ("name", "source", "is_active")


@admin.register(ApiKey)
class ApiKeyAdmin(OnlyShown):
    """Keys are issued with `manage.py issue_api_key`, which prints them once."""

    list_display = ("client", "prefix", "scopes", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("client",)
    exclude = ("secret_hash",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the selected keys"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            clients.revoke_key(key, at=timezone.now())

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.change_apikey")


@admin.register(Job)
class JobAdmin(OnlyShown):
    list_display = ("kind", "owner", "shown_state", "done", "total", "created_at", "finished_at")
    list_select_related = ("owner",)
    list_filter = ("state", "kind")


@admin.register(Notice)
class NoticeAdmin(OnlyShown):
    """Those that a channel has yet to carry, with what went wrong. What they say is their reader's."""

    list_display = ("kind", "user", "at", "pending", "attempts", "carry_at", "last_error")
    list_select_related = ("user",)
    list_filter = ("kind",)
    exclude = ("data", "path", "subject_type", "subject_id")
    actions = ("carry_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return super().get_queryset(request).exclude(pending=[])

    @admin.action(description=_("Let the channels try again"), permissions=["view"])
    def carry_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        queryset.update(carry_at=timezone.now(), attempts=0)
