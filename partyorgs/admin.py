"""Units, duties, party organisations, posts and roles in the administration site."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from grids.admin import NeverDeleted
from partyorgs import directory
from partyorgs.models import (
    CoordinationMechanism,
    Department,
    DutyCooperation,
    DutyItem,
    HealthItem,
    HealthTemplate,
    MemberDepartment,
    PartyOrganization,
    Post,
    RoleGrant,
    SpecialWorkingGroup,
    Trade,
)


@admin.register(Department)
class DepartmentAdmin(NeverDeleted):
    list_display = ("code", "short_name", "name", "system", "kind", "superior", "valid_from", "valid_to")
    list_filter = ("kind", "system")
    list_select_related = ("superior",)
    search_fields = ("code", "name", "short_name", "initials")
    autocomplete_fields = ("street", "superior")

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        obj.initials = obj.initials or directory.initials(obj.short_name)
        super().save_model(request, obj, form, change)


class CooperationInline(admin.TabularInline):
    model = DutyCooperation
    readonly_fields = ("department", "order")
    can_delete = False
    max_num = 0


@admin.register(DutyItem)
class DutyItemAdmin(NeverDeleted):
    """To look at only: a list is changed by a revision, so that every version stays what it was."""

    list_display = ("code", "title", "lead", "list_kind", "part", "territory_allowed", "valid_from", "valid_to")
    list_filter = ("list_kind", "part", "territory_allowed")
    list_select_related = ("lead",)
    search_fields = ("code", "title")
    readonly_fields = tuple(field.name for field in DutyItem._meta.fields if field.editable and field.name != "id")
    exclude = ("cooperating",)
    inlines = (CooperationInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(PartyOrganization)
class PartyOrganizationAdmin(NeverDeleted):
    list_display = ("code", "name", "kind", "parent", "member_count", "term_due_on", "secretary_vacant_since")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("^code", "name")
    autocomplete_fields = ("parent", "area", "grid")


class HealthItemInline(admin.TabularInline):
    model = HealthItem
    extra = 0


@admin.register(HealthTemplate)
class HealthTemplateAdmin(NeverDeleted):
    """A round refuses a template whose basics have not twenty points each."""

    list_display = ("name",)
    inlines = (HealthItemInline,)


@admin.register(Trade)
class TradeAdmin(NeverDeleted):
    list_display = ("name", "order")


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """Who holds a post changes on its page, where it is on record."""

    readonly_fields = ("person_name", "office_phone", "mobile", "mobile_consent_on", "start_on", "end_on", "document")
    list_display = ("kind", "person_name", "office_phone", "area", "grid", "department", "start_on", "end_on")
    list_filter = ("kind",)
    list_select_related = ("area", "grid", "department")
    search_fields = ("person_name", "grid__name", "area__name")
    autocomplete_fields = ("area", "grid", "department")


class ShownInline(admin.TabularInline):
    """Changed on the page of the mechanism, where every change is on record."""

    extra = 0
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MemberInline(ShownInline):
    model = MemberDepartment
    fields = ("department", "leader_name", "liaison_name", "backup_name", "joined_on", "left_on")


class WorkingGroupInline(ShownInline):
    model = SpecialWorkingGroup
    fields = ("name", "lead", "begins_on", "ends_on")


@admin.register(CoordinationMechanism)
class CoordinationMechanismAdmin(NeverDeleted):
    """Set up and changed on its own page."""

    readonly_fields = (
        "level", "kind", "area", "name", "chief_convener_post", "chief_convener_name", "host_department", "office_name",
        "office_head", "office_phone",
    )  # fmt: skip
    list_display = ("name", "level", "area", "chief_convener_post", "host_department")
    list_select_related = ("area", "host_department")
    search_fields = ("name",)
    inlines = (MemberInline, WorkingGroupInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(NeverDeleted):
    list_display = ("user", "role", "department", "area_code", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__name", "department__name", "department__short_name", "area_code")
    autocomplete_fields = ("user", "department")
