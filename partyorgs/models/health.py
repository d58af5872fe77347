"""党建体检: what is asked, when, and what was found. Facts about organisations, never about a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import Basic, HealthLevel
from partyorgs.models.party import PartyOrganization


class HealthTemplate(models.Model):
    """What a round asks: items under the five basics, twenty points each basic."""

    name = models.CharField(_("name"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("template of the health check")
        verbose_name_plural = _("templates of the health check")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HealthItem(models.Model):
    template = models.ForeignKey(
        HealthTemplate, verbose_name=_("template"), on_delete=models.PROTECT, related_name="items"
    )
    basic = models.CharField(_("basic"), max_length=12, choices=Basic)
    order = models.PositiveSmallIntegerField(_("place in the template"))
    text = models.CharField(_("fact that is checked"), max_length=120)
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("item of the health check")
        verbose_name_plural = _("items of the health check")
        ordering = ["template", "order"]
        constraints = [
            models.UniqueConstraint(name="healthitem_in_order", fields=["template", "order"]),
            models.CheckConstraint(name="healthitem_points_of_a_basic", condition=Q(points__gt=0, points__lte=20)),
        ]

    def __str__(self) -> str:
        return self.text


class HealthRound(models.Model):
    """A round over the organisations below one of them. Which those are is asked each time: none is left out."""

    title = models.CharField(_("title"), max_length=64, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    root = models.ForeignKey(
        PartyOrganization, verbose_name=_("for all below"), on_delete=models.PROTECT, related_name="+"
    )
    template = models.ForeignKey(HealthTemplate, verbose_name=_("template"), on_delete=models.PROTECT)
    due_on = models.DateField(_("to be done by"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by_name = models.CharField(_("opened by"), max_length=64)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of health checks")
        verbose_name_plural = _("rounds of health checks")
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title


class HealthCheck(models.Model):
    """What one check found. `number` counts the check and its re-checks in a round; the last one holds."""

    round = models.ForeignKey(HealthRound, verbose_name=_("round"), on_delete=models.PROTECT, related_name="checks")
    organization = models.ForeignKey(
        PartyOrganization, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="checks"
    )
    number = models.PositiveSmallIntegerField(_("number of the check"))
    is_last = models.BooleanField(_("holds"), default=True)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    index = models.DecimalField(_("health index"), max_digits=5, decimal_places=2)
    level = models.CharField(_("level"), max_length=12, choices=HealthLevel)
    red_items = models.JSONField(_("red items"), default=list, blank=True)
    prescription = models.TextField(_("prescription"), blank=True)
    rectify_by = models.DateField(_("to be put right by"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by_name = models.CharField(_("checked by"), max_length=64)

    class Meta:
        verbose_name = _("health check")
        verbose_name_plural = _("health checks")
        ordering = ["round", "organization", "number"]
        constraints = [
            models.UniqueConstraint(name="healthcheck_numbered", fields=["round", "organization", "number"]),
            models.UniqueConstraint(
                name="healthcheck_one_holds", fields=["round", "organization"], condition=Q(is_last=True)
            ),
            models.CheckConstraint(
                name="healthcheck_index_within_points",
                condition=Q(index__lte=F("points"), index__gte=0, points__lte=100),
            ),
            models.CheckConstraint(
                name="healthcheck_who_is_not_healthy_has_a_prescription",
                condition=Q(level=HealthLevel.HEALTHY) | (~Q(prescription="") & Q(rectify_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="healthcheck_level", fields=["round", "level"], condition=Q(is_last=True))]

    def __str__(self) -> str:
        return f"{self.round} {self.organization}"


class HealthScore(models.Model):
    check_made = models.ForeignKey(HealthCheck, on_delete=models.CASCADE, related_name="scores")
    item = models.ForeignKey(HealthItem, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("score of an item")
        verbose_name_plural = _("scores of items")
        ordering = ["check_made", "item__order"]
        constraints = [
            models.UniqueConstraint(name="healthscore_once_an_item", fields=["check_made", "item"]),
            models.CheckConstraint(name="healthscore_points_of_a_basic", condition=Q(points__gte=0, points__lte=20)),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.points}"
