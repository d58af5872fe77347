"""Residential estates: who manages them, their owners' committees, and what the four parties agreed."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids.enums import ManagingMode, Seat
from grids.models.standing import Standing, StandingQuerySet

HALF = 50  # percent: owners' committees should have more party members than that (practice S3-25)


class PropertyCompany(Validity):
    name = models.CharField(_("name"), max_length=64, unique=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{18}$", _("Eighteen digits and capital letters."))],
    )  # fmt: skip
    office_phone = models.CharField(_("office phone"), max_length=32, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("property company")
        verbose_name_plural = _("property companies")
        ordering = ["name"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                name="propertycompany_credit_code_once",
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                violation_error_message=_("Another company has this credit code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EstateQuerySet(StandingQuerySet):
    def managed(self, on: date) -> Self:
        """With how each was managed on that day (`mode`) and by which company (`company_name`)."""
        then = EstateManagement.objects.active(on).filter(estate=OuterRef("pk"))
        return self.annotate(
            mode=Subquery(then.values("mode")[:1]), company_name=Subquery(then.values("company__name")[:1])
        )

    def unmanaged(self, on: date) -> Self:
        """Those nobody kept in order on that day."""
        return self.filter(
            Exists(EstateManagement.objects.active(on).filter(estate=OuterRef("pk"), mode=ManagingMode.NONE))
        )


class Estate(Standing):
    """住宅小区. It lies in a community, and in one grid where it does not reach over several."""

    buildings = models.PositiveIntegerField(_("buildings"), default=0)
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = EstateQuerySet.as_manager()

    class Meta(Standing.Meta):
        abstract = False
        verbose_name = _("residential estate")
        verbose_name_plural = _("residential estates")
        ordering = ["place_code", "name", "id"]
        constraints = [
            *Standing.Meta.constraints,
            models.CheckConstraint(
                name="estate_lies_in_a_community",
                condition=Q(place_code__regex=r"^[0-9]{12}"),
                violation_error_message=_("An estate lies in a community: name the community or the grid."),
            ),
        ]


class EstateManagement(Validity):
    """How an estate was managed, from when until when. Only `grids.estates` writes it."""

    estate = models.ForeignKey(Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="managements")
    mode = models.CharField(_("managed as"), max_length=8, choices=ManagingMode)
    company = models.ForeignKey(
        PropertyCompany,
        verbose_name=_("property company"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managements",
    )
    basis = models.CharField(_("contract or decision"), max_length=120, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("management of an estate")
        verbose_name_plural = _("managements of estates")
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(name="estatemanagement_by_day", fields=["estate", "valid_from"])]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="estatemanagement_company_iff_by_company",
                condition=Q(mode=ManagingMode.COMPANY, company__isnull=False)
                | (~Q(mode=ManagingMode.COMPANY) & Q(company=None)),
                violation_error_message=_("A property company is named where one manages, and only there."),
            ),
            models.UniqueConstraint(
                name="estatemanagement_one_at_a_time", fields=["estate"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.valid_from}"


class OwnersCommittee(models.Model):
    """业主委员会, one row a term. A share is all that is known of its members: no names, no lists (practice S3-25)."""

    estate = models.ForeignKey(Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="committees")
    established_on = models.DateField(_("established on"))
    term_ends_on = models.DateField(_("term end"))
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    party_share = models.DecimalField(
        _("share of party members, %"), max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("owners' committee")
        verbose_name_plural = _("owners' committees")
        ordering = ["-established_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="ownerscommittee_once_a_day",
                fields=["estate", "established_on"],
                violation_error_message=_("The committee of that day has been entered already."),
            ),
            models.CheckConstraint(
                name="ownerscommittee_dates_in_order",
                condition=Q(term_ends_on__gt=F("established_on")),
                violation_error_message=_("The term ends after the committee was established."),
            ),
            models.CheckConstraint(
                name="ownerscommittee_share_is_a_percentage",
                condition=Q(party_share=None) | Q(party_share__range=(0, 100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.established_on}"


class EstateMeeting(models.Model):
    """四方会商: which of the four seats came, what about, what came of it. Seats, never persons."""

    estate = models.ForeignKey(Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("held on"))
    topic = models.CharField(_("topic"), max_length=120)
    seats = models.JSONField(_("seats that came"), default=list)
    outcome = models.TextField(_("outcome"))
    recorded_at = models.DateTimeField(_("entered at"))
    recorded_by_name = models.CharField(_("entered by"), max_length=64)

    class Meta:
        verbose_name = _("four-party meeting")
        verbose_name_plural = _("four-party meetings")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="estatemeeting_once_a_topic_a_day",
                fields=["estate", "held_on", "topic"],
                violation_error_message=_("This meeting has been entered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class EstateAgreement(models.Model):
    """Something a four-party meeting agreed, until it is done."""

    meeting = models.ForeignKey(
        EstateMeeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="agreements"
    )
    text = models.CharField(_("agreed"), max_length=200)
    seat = models.CharField(_("who does it"), max_length=12, choices=Seat)
    due_on = models.DateField(_("due"))
    result = models.CharField(_("result"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by_name = models.CharField(_("entered by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("agreement of a four-party meeting")
        verbose_name_plural = _("agreements of four-party meetings")
        ordering = ["due_on", "id"]
        indexes = [models.Index(name="estateagreement_open", fields=["due_on"], condition=Q(done_at=None))]
        constraints = [
            models.CheckConstraint(
                name="estateagreement_done_with_a_result",
                condition=Q(done_at=None, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
