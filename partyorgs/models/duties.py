"""The duty lists: which unit leads in a matter, and which help; and how a list is changed.

An item is a row for each of its versions, so a list on any day is the rows that hold on that day, and the difference of
two versions of a list is the difference of two days.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids.models import Area
from partyorgs.enums import (
    DutyAction,
    DutyGroup,
    DutyLevel,
    DutyListKind,
    DutyPart,
    DutyProposalState,
    OpinionStance,
    RevisionState,
)
from partyorgs.models.departments import Department


class DutyContent(models.Model):
    """What an item says, in force or proposed. `street` is the street whose list it stands on; empty: the city's."""

    title = models.CharField(_("title"), max_length=120)
    basis = models.TextField(_("legal basis"), blank=True)
    list_kind = models.CharField(_("duty list"), max_length=20, choices=DutyListKind, default=DutyListKind.DEPARTMENT)
    part = models.CharField(_("part of the list"), max_length=12, choices=DutyPart, blank=True)
    group = models.CharField(_("main task"), max_length=12, choices=DutyGroup, blank=True)
    level = models.CharField(_("level that carries it out"), max_length=12, choices=DutyLevel, blank=True)
    street = models.ForeignKey(
        Area, verbose_name=_("street"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superior_duty = models.TextField(_("what the superior does"), blank=True)
    street_duty = models.TextField(_("what the street does"), blank=True)
    transferred_power = models.TextField(_("power handed over"), blank=True)
    transferred_staff = models.TextField(_("staff handed over"), blank=True)
    transferred_budget = models.TextField(_("budget handed over"), blank=True)
    territory_allowed = models.BooleanField(
        _("may go to a street"), default=False, help_text=_("Only then may an order of this matter be led by a street.")
    )

    class Meta:
        abstract = True


class DutyItem(Validity, DutyContent):
    """One version of one item. A change ends it and begins the next version under the same code."""

    code = models.CharField(_("code"), max_length=20)
    lead = models.ForeignKey(
        Department, verbose_name=_("lead department"), on_delete=models.PROTECT, related_name="led_duties"
    )
    cooperating = models.ManyToManyField(
        Department, verbose_name=_("cooperating departments"), through="DutyCooperation", related_name="joined_duties"
    )
    moved_to = models.ForeignKey(
        Department,
        verbose_name=_("handed over to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Where the matter went when this version ended."),
    )
    revision = models.ForeignKey(
        "DutyRevision", verbose_name=_("made by"), on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty item")
        verbose_name_plural = _("duty items")
        ordering = ["code", "valid_from"]
        indexes = [models.Index(name="dutyitem_by_list", fields=["list_kind", "street", "code"])]
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
    revision = models.ForeignKey(
        "DutyRevision",
        verbose_name=_("taken up in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )

    class Meta:
        verbose_name = _("proposal for the duty list")
        verbose_name_plural = _("proposals for the duty list")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.occasion


class DutyRevision(models.Model):
    """A version of the duty lists on its way: drafted, given to units for their opinion, approved, in force on its day.

    Its changes touch nothing until it is approved; `partyorgs.enactment` carries it out whole or not at all.
    """

    title = models.CharField(_("title"), max_length=120)
    document = models.CharField(_("document"), max_length=120, blank=True)
    effective_on = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    reason = models.TextField(_("why"), blank=True)
    opinions_until = models.DateField(_("opinions until"), null=True, blank=True)
    asked = models.ManyToManyField(
        Department, verbose_name=_("units asked"), blank=True, related_name="revisions_asked"
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by_id = models.BigIntegerField(null=True, blank=True)
    drafted_by_name = models.CharField(_("drafted by"), max_length=64)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=64, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("revision of the duty lists")
        verbose_name_plural = _("revisions of the duty lists")
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="dutyrevision_decided_iff_ended",
                condition=Q(state__in=[RevisionState.DRAFT, RevisionState.OPINIONS], decided_at=None)
                | (~Q(state__in=[RevisionState.DRAFT, RevisionState.OPINIONS]) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dutyrevision_asks_until_a_day",
                condition=~Q(state=RevisionState.OPINIONS) | Q(opinions_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DutyChange(DutyContent):
    """One line of a revision: an item added, worded anew or given to another unit, or dropped. Its content is what
    the item will say; for a dropped one, what it said. `base` is the version it was written against."""

    revision = models.ForeignKey(DutyRevision, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(_("change"), max_length=8, choices=DutyAction)
    code = models.CharField(_("code"), max_length=20)
    base = models.ForeignKey(DutyItem, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    lead = models.ForeignKey(
        Department, verbose_name=_("lead department"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cooperating = models.JSONField(_("cooperating departments"), default=list, blank=True)  # codes, in their order
    moved_to = models.ForeignKey(
        Department, verbose_name=_("handed over to"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    categories = models.JSONField(
        _("categories"),
        default=list,
        blank=True,
        help_text=_("Codes of the petition categories that an added item is dispatched by."),
    )

    class Meta:
        verbose_name = _("change to the duty lists")
        verbose_name_plural = _("changes to the duty lists")
        ordering = ["revision", "code"]
        constraints = [
            models.UniqueConstraint(name="dutychange_once_an_item", fields=["revision", "code"]),
            models.CheckConstraint(
                name="dutychange_of_a_version_unless_added",
                condition=Q(action=DutyAction.ADD, base=None) | (~Q(action=DutyAction.ADD) & Q(base__isnull=False)),
            ),
            models.CheckConstraint(
                name="dutychange_names_a_lead",
                condition=Q(action=DutyAction.DROP) | Q(lead__isnull=False),
                violation_error_message=_("Name the unit that leads."),
            ),
            models.CheckConstraint(
                name="dutychange_reclaimed_never_to_a_street",
                condition=~Q(part=DutyPart.RECLAIMED, territory_allowed=True),
                violation_error_message=_("What the superior has taken back may not go to a street."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.code}"


class DutyOpinion(models.Model):
    """What a unit says to a revision that touches it: the last word of each unit counts. An objection is answered."""

    revision = models.ForeignKey(DutyRevision, on_delete=models.CASCADE, related_name="opinions")
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="duty_opinions"
    )
    stance = models.CharField(_("opinion"), max_length=8, choices=OpinionStance)
    text = models.TextField(_("reasons"), blank=True)
    at = models.DateTimeField(_("given at"))
    by_name = models.CharField(_("given by"), max_length=64)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by_name = models.CharField(_("answered by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("opinion on a revision")
        verbose_name_plural = _("opinions on revisions")
        ordering = ["revision", "department__code"]
        constraints = [
            models.UniqueConstraint(name="dutyopinion_once_a_unit", fields=["revision", "department"]),
            models.CheckConstraint(
                name="dutyopinion_answered_with_words",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.get_stance_display()}"
