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

    def with_place(self) -> Self:
        """With the area or grid each stands in, which its `place` asks for."""
        return self.select_related("area", "grid")


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
    is_lead = models.BooleanField(
        _("leads its place"),
        default=False,
        help_text=_("Of all organisations in an area or grid exactly one leads the others."),
    )
    hamlet = models.CharField(
        _("hamlet"), max_length=32, blank=True, help_text=_("For a branch set up in a hamlet (支部建在屯上).")
    )
    member_count = models.PositiveIntegerField(_("number of members"), null=True, blank=True)
    full_member_count = models.PositiveIntegerField(_("of them full members"), null=True, blank=True)
    committee_seats = models.PositiveSmallIntegerField(
        _("members of the branch committee"), null=True, blank=True, help_text=_("0 where there is only a secretary.")
    )
    unit_count = models.PositiveSmallIntegerField(
        _("units joined"), null=True, blank=True, help_text=_("For a joint branch or committee.")
    )
    officer_count = models.PositiveSmallIntegerField(_("officers of the team (3)"), null=True, blank=True)
    volunteer_count = models.PositiveSmallIntegerField(_("volunteers of the team (X)"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("term in years"), null=True, blank=True)
    last_election_on = models.DateField(_("last election"), null=True, blank=True)
    term_due_on = models.DateField(_("term end"), null=True, blank=True)
    postponed_until = models.DateField(_("election postponed until"), null=True, blank=True)
    postponement_document = models.CharField(_("document that approved it"), max_length=120, blank=True)
    secretary_vacant_since = models.DateField(_("secretary post vacant since"), null=True, blank=True)
    secretary_heads_committee = models.BooleanField(
        _("secretary also heads the residents' or villagers' committee"), null=True, blank=True
    )
    secretary_heads_collective = models.BooleanField(
        _("secretary also heads the collective economy"), null=True, blank=True
    )
    last_activity_on = models.DateField(_("last organisation life"), null=True, blank=True)
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    rated_on = models.DateField(_("rated on"), null=True, blank=True)

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
            models.UniqueConstraint(
                name="partyorganization_one_lead_an_area",
                fields=["area"],
                condition=Q(is_lead=True, valid_to=None),
                violation_error_message=_("Another organisation leads this area already."),
            ),
            models.UniqueConstraint(
                name="partyorganization_one_lead_a_grid",
                fields=["grid"],
                condition=Q(is_lead=True, valid_to=None),
                violation_error_message=_("Another organisation leads this grid already."),
            ),
            models.CheckConstraint(
                name="partyorganization_leads_a_place",
                condition=Q(is_lead=False) | Q(area__isnull=False) | Q(grid__isnull=False),
                violation_error_message=_("What leads a place names it."),
            ),
            models.CheckConstraint(
                name="partyorganization_full_members_are_members",
                condition=Q(full_member_count=None)
                | Q(member_count=None)
                | Q(full_member_count__lte=F("member_count")),
                violation_error_message=_("There cannot be more full members than members."),
            ),
            models.CheckConstraint(
                name="partyorganization_postponed_iff_document",
                condition=Q(postponed_until=None, postponement_document="")
                | (Q(postponed_until__isnull=False) & ~Q(postponement_document="")),
                violation_error_message=_("An election is postponed by a document until a day."),
            ),
            models.CheckConstraint(
                name="partyorganization_one_to_five_stars",
                condition=Q(stars=None, rated_on=None) | Q(stars__range=(0, 5), rated_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="partyorg_term", fields=["term_due_on"], condition=Q(term_due_on__isnull=False)),
            models.Index(
                name="partyorg_vacant",
                fields=["secretary_vacant_since"],
                condition=Q(secretary_vacant_since__isnull=False),
            ),
            models.Index(name="partyorg_activity", fields=["last_activity_on"]),
            models.Index(name="partyorg_kind", fields=["kind", "code"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Area | Grid | None:
        return self.area or self.grid

    @property
    def place_code(self) -> str:
        """Where it stands; empty for one that belongs to a trade and to no place."""
        return self.place.code if self.place else ""
