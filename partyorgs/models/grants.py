"""Who holds which role, for which unit or area, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from partyorgs.enums import AREA_ROLES, DEPARTMENT_ROLES, Role
from partyorgs.models.departments import Department


class RoleGrant(Validity):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    area_code = models.CharField(
        _("area code"), max_length=22, blank=True, help_text=_("Code of the area or grid, with all that lies in it.")
    )

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["user", "role", "id"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="rolegrant_department_roles_name_department",
                condition=~Q(role__in=DEPARTMENT_ROLES) | Q(department__isnull=False),
                violation_error_message=_("This role is held for a department."),
            ),
            models.CheckConstraint(
                name="rolegrant_area_roles_name_area",
                condition=~Q(role__in=AREA_ROLES) | ~Q(area_code=""),
                violation_error_message=_("This role is held for an area."),
            ),
            models.UniqueConstraint(
                F("user"),
                F("role"),
                Coalesce(F("department"), 0),
                F("area_code"),
                condition=Q(valid_to=None),
                name="rolegrant_once_at_a_time",
                violation_error_message=_("This person holds the role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Recusal(Validity):
    """Somebody has an interest in a unit's matters, so they decide none of them (信访工作条例 art. 28)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="recusals"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="recusals"
    )
    reason = models.CharField(_("reason"), max_length=200)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["user", "id"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                name="recusal_once_at_a_time", fields=["user", "department"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"
