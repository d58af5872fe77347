"""The party tree. Organisations and counts only: there is no table of members."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validity import Validity, ValidityQuerySet
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind

LONGEST_CODE = 40  # ten levels of four digits


class PartyOrganizationQuerySet(ValidityQuerySet):
    def within(self, code: str) -> Self:
        """The organisation itself and all below it, answered from the index of codes."""
        return self.filter(code__range=(code, code.ljust(LONGEST_CODE, "9")))

    def overdue(self, on: date) -> Self:
        """Those whose term has ended without an election."""
        return self.filter(term_due_on__lt=on)


class PartyOrganization(Validity):
    """`code` is the path from the root, four digits a level: its prefix names the organisation above."""

    code = models.CharField(_("path code"), max_length=LONGEST_CODE, unique=True)
    name = models.CharField(_("name"), max_length=64)
    kind = models.CharField(_("kind"), max_length=20, choices=PartyOrgKind)
    parent = models.ForeignKey(
        "self", verbose_name=_("superior"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="party_organizations",
    )
    grid = models.ForeignKey(
        Grid,
        verbose_name=_("grid"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="party_organizations",
    )
    member_count = models.PositiveIntegerField(_("number of members"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("term in years"), null=True, blank=True)
    last_election_on = models.DateField(_("last election"), null=True, blank=True)
    term_due_on = models.DateField(_("term end"), null=True, blank=True)
    secretary_vacant_since = models.DateField(_("secretary post vacant since"), null=True, blank=True)

    objects = PartyOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("party organisation")
        verbose_name_plural = _("party organisations")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="partyorganization_code_shape",
                condition=Q(code__regex=r"^([0-9]{4})+$"),
                violation_error_message=_("A path code is four digits a level."),
            ),
            models.CheckConstraint(
                name="partyorganization_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="partyorganization_in_area_or_grid",
                condition=Q(area=None) | Q(grid=None),
                violation_error_message=_("An organisation stands in an area or in a grid, not in both."),
            ),
            models.CheckConstraint(
                name="partyorganization_grid_branch_in_grid",
                condition=~Q(kind=PartyOrgKind.GRID_BRANCH) | Q(grid__isnull=False),
                violation_error_message=_("A grid branch names its grid."),
            ),
            models.CheckConstraint(
                name="partyorganization_temporary_never_elects",
                condition=~Q(kind=PartyOrgKind.TEMPORARY_BRANCH)
                | Q(term_years=None, last_election_on=None, term_due_on=None),
                violation_error_message=_("A temporary branch holds no elections."),
            ),
            models.CheckConstraint(
                name="partyorganization_term_ends_after_election",
                condition=Q(last_election_on=None) | Q(term_due_on=None) | Q(term_due_on__gt=F("last_election_on")),
                violation_error_message=_("The term ends after the election."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
