"""Posts and who holds them: grid chiefs, building chiefs, grid workers, contact leaders."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Grid
from partyorgs.enums import PostKind
from partyorgs.models.departments import Department


class PostQuerySet(models.QuerySet):
    def vacant(self) -> Self:
        return self.filter(person_name="")


class Post(models.Model):
    """Name and office contact, nothing more about the person: practice §4.4. An empty name is a vacant post; its
    `end_on` is the day on which the last person left."""

    kind = models.CharField(_("post"), max_length=24, choices=PostKind)
    person_name = models.CharField(_("held by"), max_length=64, blank=True)
    office_phone = models.CharField(_("office phone"), max_length=32, blank=True)
    mobile = models.CharField(_("mobile"), max_length=32, blank=True, help_text=_("Only with the person's consent."))
    mobile_consent_on = models.DateField(_("consented on"), null=True, blank=True)
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    grid = models.ForeignKey(
        Grid, verbose_name=_("grid"), on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    place_code = models.CharField(
        _("building or unit"), max_length=22, blank=True, help_text=_("Unified code; it lies in the grid of the post.")
    )
    start_on = models.DateField(_("held from"), null=True, blank=True)
    end_on = models.DateField(_("held until"), null=True, blank=True)
    document = models.CharField(_("appointing document"), max_length=120, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                name="post_dates_in_order",
                condition=Q(start_on=None) | Q(end_on=None) | Q(end_on__gt=F("start_on")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="post_exactly_one_of_area_grid_department",
                condition=Q(area__isnull=False, grid=None, department=None)
                | Q(area=None, grid__isnull=False, department=None)
                | Q(area=None, grid=None, department__isnull=False),
                violation_error_message=_("A post belongs to an area, a grid or a department: to exactly one."),
            ),
            models.CheckConstraint(
                name="post_place_code_only_in_a_grid",
                condition=Q(place_code="") | Q(grid__isnull=False),
                violation_error_message=_("A building or unit lies in a grid."),
            ),
            models.CheckConstraint(
                name="post_mobile_only_by_consent",
                condition=Q(mobile="", mobile_consent_on=None)
                | (~Q(mobile="") & ~Q(mobile_consent_on=None) & ~Q(person_name="")),
                violation_error_message=_("A mobile number is kept only when its owner consented."),
            ),
        ]
        indexes = [
            models.Index(name="post_kind", fields=["kind", "id"]),
            models.Index(name="post_vacant", fields=["kind", "id"], condition=Q(person_name="")),
            models.Index(name="post_place_code", fields=["place_code"], condition=~Q(place_code="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_name}"

    @property
    def is_vacant(self) -> bool:
        return not self.person_name

    @property
    def place(self) -> Area | Grid | Department:
        """What the post belongs to."""
        found = self.grid or self.area or self.department
        assert found is not None
        return found

    @property
    def code(self) -> str:
        """Where that is, as a unified code; empty for a department of the whole city."""
        if self.department:
            return self.department.street.code if self.department.street else ""
        return self.place_code or self.place.code
