"""The scheme of a year, for super-administrators. Results are read here and written by roll-ups only."""

from django.contrib import admin

from reports.models import AssessmentCycle, AssessmentIndicator, AssessmentResult


class SchemeLine(admin.TabularInline):
    """May be edited until the targets are locked: afterwards every change would move a goalpost."""

    model = AssessmentIndicator
    extra = 0

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.is_draft) and super().has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(AssessmentCycle)
class AssessmentCycleAdmin(admin.ModelAdmin):
    """A year is opened, locked and published on its own pages, where the rules are."""

    list_display = ["year", "name", "state", "locked_at", "published_at"]
    fields = ["year", "name", "state", "parameters", "opened_at", "locked_at", "published_at"]
    readonly_fields = ["year", "state", "parameters", "opened_at", "locked_at", "published_at"]
    inlines = [SchemeLine]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AssessmentResult)
class AssessmentResultAdmin(admin.ModelAdmin):
    list_display = ["id", "cycle", "gate", "as_of", "frozen_at", "content_hash"]
    list_filter = ["gate"]
    list_select_related = ["cycle"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
