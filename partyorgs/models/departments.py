"""Units that handle petitions: member departments, street offices, and the placeholder for whichever street it is."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids.models import Area
from partyorgs.enums import DepartmentKind, DepartmentSystem

PLACEHOLDER_CODE = "D00"


class DepartmentQuerySet(ValidityQuerySet):
    def assignable(self) -> Self:
        """Units an order can be given to. The placeholder is not one of them."""
        return self.exclude(kind=DepartmentKind.PLACEHOLDER)


class Department(Validity):
    """`superior` is the unit that answers when this one is complained about."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=64)
    short_name = models.CharField(_("short name"), max_length=32)
    initials = models.CharField(_("pinyin initials"), max_length=64, blank=True)
    system = models.CharField(_("system"), max_length=16, choices=DepartmentSystem)
    kind = models.CharField(_("kind"), max_length=16, choices=DepartmentKind, default=DepartmentKind.MEMBER)
    street = models.OneToOneField(
        Area, verbose_name=_("street"), on_delete=models.PROTECT, null=True, blank=True, related_name="office"
    )
    superior = models.ForeignKey(
        "self", verbose_name=_("superior"), on_delete=models.PROTECT, null=True, blank=True, related_name="subordinates"
    )
    duties = models.TextField(_("duties"), blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="department_code_shape",
                condition=Q(code__regex=r"^(D[0-9]{2,3}|S[0-9]{9})$"),
                violation_error_message=_("A code is D and two or three digits, or S and the code of the street."),
            ),
            models.CheckConstraint(
                name="department_street_iff_street_office",
                condition=Q(kind=DepartmentKind.STREET, street__isnull=False, code__startswith="S")
                | (~Q(kind=DepartmentKind.STREET) & Q(street=None, code__startswith="D")),
                violation_error_message=_("A street office names its street, another unit none."),
            ),
            models.CheckConstraint(
                name="department_placeholder_is_d00",
                condition=Q(kind=DepartmentKind.PLACEHOLDER, code=PLACEHOLDER_CODE)
                | (~Q(kind=DepartmentKind.PLACEHOLDER) & ~Q(code=PLACEHOLDER_CODE)),
                violation_error_message=_("D00 stands for the street of the place and for nothing else."),
            ),
            models.CheckConstraint(
                name="department_not_its_own_superior",
                condition=Q(superior=None) | ~Q(superior=F("id")),
                violation_error_message=_("A unit cannot answer for complaints about itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name
