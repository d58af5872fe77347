"""A year's scheme: which indicators count how much, and what each unit has signed to reach."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from reports.enums import CycleState, Direction

DIRECTIONS = (Direction.HIGHER_BETTER, Direction.LOWER_BETTER)


class AssessmentCycle(models.Model):
    """One year. `parameters` are what no national text fixes, as the office chose them for this year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    state = models.CharField(_("state"), max_length=14, choices=CycleState, default=CycleState.DRAFT)
    parameters = models.JSONField(_("parameters"))
    opened_at = models.DateTimeField(_("opened at"))
    locked_at = models.DateTimeField(_("targets locked at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment cycle")
        verbose_name_plural = _("assessment cycles")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="cycle_locked_iff_not_draft",
                condition=Q(state=CycleState.DRAFT, locked_at=None)
                | (~Q(state=CycleState.DRAFT) & Q(locked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="cycle_published_at_iff_published",
                condition=Q(state=CycleState.PUBLISHED) ^ Q(published_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == CycleState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == CycleState.PUBLISHED


class AssessmentIndicator(models.Model):
    """One line of the scheme. Points run from `floor` (none; a ceiling where lower is better) to the target (all)."""

    cycle = models.ForeignKey(AssessmentCycle, models.CASCADE, related_name="indicators")
    place = models.PositiveSmallIntegerField(_("place in the table"))
    code = models.CharField(_("indicator"), max_length=40)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    direction = models.CharField(
        _("direction"), max_length=14, choices=[(way.value, way.label) for way in DIRECTIONS]
    )  # fmt: skip
    floor = models.DecimalField(_("floor or ceiling"), max_digits=7, decimal_places=2)
    target = models.DecimalField(_("common target"), max_digits=7, decimal_places=2)
    mid_year_proportion = models.DecimalField(
        _("share due by mid-year"), max_digits=3, decimal_places=2, default=Decimal("0.5")
    )

    class Meta:
        verbose_name = _("assessment indicator")
        verbose_name_plural = _("assessment indicators")
        ordering = ["cycle", "place"]
        constraints = [
            models.UniqueConstraint(name="assessment_indicator_once_per_cycle", fields=["cycle", "code"]),
            models.UniqueConstraint(name="assessment_indicator_place_once", fields=["cycle", "place"]),
            models.CheckConstraint(name="assessment_indicator_weight_positive", condition=Q(weight__gt=0)),
            models.CheckConstraint(
                name="assessment_indicator_target_beyond_floor",
                condition=Q(direction=Direction.HIGHER_BETTER, target__gt=F("floor"))
                | Q(direction=Direction.LOWER_BETTER, target__lt=F("floor")),
                violation_error_message=_("The target must lie on the better side of the floor or ceiling."),
            ),
            models.CheckConstraint(
                name="assessment_indicator_mid_year_is_a_share",
                condition=Q(mid_year_proportion__gte=0, mid_year_proportion__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AssessmentTarget(models.Model):
    """What one unit is to reach in one indicator. A target changed after signing stays as a row that was replaced."""

    indicator = models.ForeignKey(AssessmentIndicator, models.CASCADE, related_name="targets")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    value = models.DecimalField(_("target"), max_digits=7, decimal_places=2)
    set_at = models.DateTimeField(_("set at"))
    set_by_name = models.CharField(_("set by"), max_length=64)
    reason = models.CharField(_("reason for the change"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_by_name = models.CharField(_("signed by"), max_length=64, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment target")
        verbose_name_plural = _("assessment targets")
        constraints = [
            models.UniqueConstraint(
                name="target_one_in_force", fields=["indicator", "department"], condition=Q(replaced_at=None)
            ),
            models.CheckConstraint(
                name="target_signed_by_whom_and_when",
                condition=Q(signed_at=None, signed_by_name="") | (Q(signed_at__isnull=False) & ~Q(signed_by_name="")),
            ),
            models.CheckConstraint(
                name="target_replaced_was_signed", condition=Q(replaced_at=None) | Q(signed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.department_id} {self.value}"
