"""Campaigns that bring the number of estates without management to zero: a ledger, an item an estate."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.enums import ItemState, ManagingMode
from grids.models.estates import Estate, PropertyCompany


class Campaign(models.Model):
    """无物业小区清零. It does not end: an estate that loses its management again is open again."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    begun_on = models.DateField(_("begins on"))
    target_on = models.DateField(_("zero by"))

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-begun_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="campaign_target_after_its_beginning",
                condition=Q(target_on__gt=F("begun_on")),
                violation_error_message=_("The target day lies after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignItemQuerySet(models.QuerySet):
    def not_cleared(self) -> Self:
        return self.exclude(state=ItemState.CLEARED)

    def counted(self, on: date) -> Self:
        """Those that stand between a campaign and zero, or did: an estate that is pulled down needs no management."""
        there = Q(estate__valid_to=None) | Q(estate__valid_to__gt=on)
        return self.filter(there | Q(state=ItemState.CLEARED))


class CampaignItem(models.Model):
    """One estate in the ledger. Its street answers for it; what was reported is written off by somebody else."""

    campaign = models.ForeignKey(Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="items")
    estate = models.ForeignKey(Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="items")
    measure = models.CharField(_("planned measure"), max_length=200, blank=True)
    begun_on = models.DateField(_("taken in on"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=ItemState, default=ItemState.OPEN)
    mode = models.CharField(_("managed as"), max_length=8, choices=ManagingMode, blank=True)
    company = models.ForeignKey(
        PropertyCompany, verbose_name=_("property company"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    managed_since = models.DateField(_("managed since"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reported by"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    reported_by_name = models.CharField(_("reported by"), max_length=64, blank=True)
    cleared_at = models.DateTimeField(_("written off at"), null=True, blank=True)
    cleared_by_name = models.CharField(_("written off by"), max_length=64, blank=True)

    objects = CampaignItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a campaign")
        verbose_name_plural = _("items of campaigns")
        ordering = ["due_on", "id"]
        indexes = [models.Index(name="campaignitem_by_state", fields=["campaign", "state", "due_on"])]
        constraints = [
            models.UniqueConstraint(name="campaignitem_once_an_estate", fields=["campaign", "estate"]),
            models.CheckConstraint(
                name="campaignitem_due_after_its_beginning",
                condition=Q(due_on__gte=F("begun_on")),
                violation_error_message=_("The deadline lies after the beginning."),
            ),
            models.CheckConstraint(
                name="campaignitem_reported_iff_not_open",
                condition=Q(state=ItemState.OPEN, mode="", managed_since=None, reported_at=None, reported_by_name="")
                | (
                    Q(state__in=[ItemState.REPORTED, ItemState.CLEARED])
                    & Q(managed_since__isnull=False, reported_at__isnull=False)
                    & Q(mode__in=[ManagingMode.COMPANY, ManagingMode.SELF, ManagingMode.STREET])
                ),
            ),
            models.CheckConstraint(
                name="campaignitem_cleared_at_iff_cleared",
                condition=Q(state=ItemState.CLEARED, cleared_at__isnull=False)
                | (~Q(state=ItemState.CLEARED) & Q(cleared_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.estate)
