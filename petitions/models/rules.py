"""Rules that are rows: categories, the dispatch catalogue, time limits."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from partyorgs.models import DutyItem
from petitions.enums import Channel, ClockName, PetitionKind, SuspensionCause, TimeBase, TimeUnit, Track, Urgency


class Category(models.Model):
    """What a petition is about, at the third level of the city's list, with what the rules attach to it."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    level1 = models.CharField(_("first level"), max_length=30)
    level2 = models.CharField(_("second level"), max_length=30)
    name = models.CharField(_("name"), max_length=40)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    default_kind = models.CharField(_("default kind"), max_length=12, choices=PetitionKind, blank=True)
    confidential_by_rule = models.BooleanField(_("confidential by rule"), default=False)
    is_restricted = models.BooleanField(_("sensitive or about minors"), default=False)
    is_guidance = models.BooleanField(_("guidance only, never dispatched"), default=False)
    verify_required = models.BooleanField(_("verification required"), default=False)
    may_suspend = models.CharField(_("usual cause of suspension"), max_length=2, choices=SuspensionCause, blank=True)
    is_long_cycle = models.BooleanField(_("takes long: three extensions of three working days"), default=False)
    has_statutory_procedure = models.BooleanField(_("may enter a statutory procedure"), default=False)
    notes = models.TextField(_("notes"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.name

    @property
    def is_confidential(self):
        return self.confidential_by_rule or self.is_restricted


class DispatchRule(models.Model):
    """A row of the dispatch catalogue: matters of this category, here, are this item of the duty list.

    The item is named by its code: which version of it counts, and whether there is one, is a question of the day.
    """

    category = models.ForeignKey(Category, models.CASCADE, related_name="dispatch_rules")
    duty_code = models.CharField(_("code of the duty item"), max_length=20, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PetitionKind, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["category", "id"]
        verbose_name = _("dispatch rule")
        verbose_name_plural = _("dispatch catalogue")
        constraints = [
            models.CheckConstraint(
                name="dispatch_rule_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.category_id} -> {self.duty_code}"

    def clean(self):
        if self.duty_code and not DutyItem.objects.filter(code=self.duty_code).exists():
            raise ValidationError({"duty_code": _("No duty list has an item of this code.")})


class SlaRule(models.Model):
    """How long one clock runs. Of the rows that fit, the most specific one counts: see `deadlines.Limits`."""

    clock = models.CharField(_("clock"), max_length=20, choices=ClockName)
    track = models.CharField(_("track"), max_length=8, choices=Track, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, blank=True)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="sla_rules")
    kind = models.CharField(_("kind"), max_length=12, choices=PetitionKind, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=6, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=7, choices=TimeUnit)
    base = models.CharField(_("time base"), max_length=8, choices=TimeBase)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["clock", "id"]
        verbose_name = _("time limit rule")
        verbose_name_plural = _("time limit rules")
        constraints = [
            models.CheckConstraint(name="sla_rule_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="sla_rule_calendar_base_counts_days", condition=~Q(base="calendar") | Q(unit="days")
            ),
            models.CheckConstraint(
                name="sla_rule_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from"))
            ),
        ]

    def __str__(self):
        return f"{self.clock} {self.amount} {self.unit}"
