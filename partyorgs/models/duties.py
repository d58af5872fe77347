"""The duty list: which unit leads in a matter, and which help."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from partyorgs.enums import DutyListKind, DutyPart, DutyProposalState
from partyorgs.models.departments import Department


class DutyItem(Validity):
    """One version of one item. A change ends it and begins the next version under the same code."""

    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    lead = models.ForeignKey(
        Department, verbose_name=_("lead department"), on_delete=models.PROTECT, related_name="led_duties"
    )
    cooperating = models.ManyToManyField(
        Department, verbose_name=_("cooperating departments"), through="DutyCooperation", related_name="joined_duties"
    )
    basis = models.TextField(_("basis"), blank=True)
    list_kind = models.CharField(_("duty list"), max_length=20, choices=DutyListKind, default=DutyListKind.DEPARTMENT)
    part = models.CharField(_("part of the list"), max_length=12, choices=DutyPart, blank=True)
    territory_allowed = models.BooleanField(
        _("may go to a street"), default=False, help_text=_("Only then may an order of this matter be led by a street.")
    )

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty item")
        verbose_name_plural = _("duty items")
        ordering = ["code", "valid_from"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(name="dutyitem_one_version_a_day", fields=["code", "valid_from"]),
            models.UniqueConstraint(name="dutyitem_one_open_version", fields=["code"], condition=Q(valid_to=None)),
            models.CheckConstraint(
                name="dutyitem_reclaimed_never_to_a_street",
                condition=~Q(part=DutyPart.RECLAIMED, territory_allowed=True),
                violation_error_message=_("What the superior has taken back may not go to a street."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class DutyCooperation(models.Model):
    """A department that helps, and its place in the order of helpers."""

    duty = models.ForeignKey(DutyItem, on_delete=models.CASCADE, related_name="cooperations")
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="cooperations"
    )
    order = models.PositiveSmallIntegerField(_("place among the helpers"), default=1)

    class Meta:
        verbose_name = _("cooperating department")
        verbose_name_plural = _("cooperating departments")
        ordering = ["duty", "order"]
        constraints = [
            models.UniqueConstraint(name="dutycooperation_once", fields=["duty", "department"]),
            models.UniqueConstraint(name="dutycooperation_in_order", fields=["duty", "order"]),
        ]

    def __str__(self) -> str:
        return f"{self.duty} + {self.department}"


class DutyProposal(models.Model):
    """Somebody asks for the duty list to be changed; whoever keeps the list adopts it or says why not."""

    duty = models.ForeignKey(
        DutyItem, verbose_name=_("duty item"), on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    text = models.TextField(_("change proposed"))
    occasion = models.CharField(_("occasion"), max_length=120, help_text=_("For example the number of an award."))
    at = models.DateTimeField(_("proposed at"))
    by_name = models.CharField(_("proposed by"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=DutyProposalState, default=DutyProposalState.OPEN
    )  # fmt: skip
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("proposal for the duty list")
        verbose_name_plural = _("proposals for the duty list")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.occasion
