"""The coordination mechanism of a level: who convenes, who takes part, which groups work."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from partyorgs.enums import AgendaState, ConvenerRank, MechanismKind, MechanismLevel
from partyorgs.models.departments import Department


class CoordinationMechanism(models.Model):
    """One for an area. Its level and what stands above it follow from the area."""

    level = models.CharField(_("level"), max_length=16, choices=MechanismLevel)
    kind = models.CharField(
        _("form of the mechanism"), max_length=12, choices=MechanismKind, default=MechanismKind.MECHANISM
    )
    area = models.OneToOneField(Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="mechanism")
    name = models.CharField(_("name"), max_length=120)
    chief_convener_post = models.CharField(_("post of the chief convener"), max_length=64)
    chief_convener_name = models.CharField(_("chief convener"), max_length=64, blank=True)
    office_name = models.CharField(_("office"), max_length=64, blank=True)
    office_head = models.CharField(_("head of the office"), max_length=64, blank=True, help_text=_("Post and name."))
    office_phone = models.CharField(_("office phone"), max_length=32, blank=True)
    host_department = models.ForeignKey(
        Department,
        verbose_name=_("office hosted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_mechanisms",
        help_text=_("Empty where the host is a district's own unit."),
    )

    class Meta:
        verbose_name = _("coordination mechanism")
        verbose_name_plural = _("coordination mechanisms")
        ordering = ["area__code"]

    def __str__(self) -> str:
        return self.name


class Convener(models.Model):
    """Conveners and their deputies. The chief is one, and stands with the mechanism itself."""

    mechanism = models.ForeignKey(
        CoordinationMechanism, verbose_name=_("mechanism"), on_delete=models.CASCADE, related_name="conveners"
    )
    rank = models.CharField(_("rank"), max_length=8, choices=ConvenerRank)
    post = models.CharField(_("post"), max_length=64)
    name = models.CharField(_("name"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("convener")
        verbose_name_plural = _("conveners")
        ordering = ["mechanism", "rank", "id"]
        constraints = [models.UniqueConstraint(name="convener_once", fields=["mechanism", "rank", "post", "name"])]

    def __str__(self) -> str:
        return f"{self.post} {self.name}".strip()


class MechanismRule(models.Model):
    """A document the mechanism works by: of meetings, of liaison, of research."""

    mechanism = models.ForeignKey(
        CoordinationMechanism, verbose_name=_("mechanism"), on_delete=models.CASCADE, related_name="rules"
    )
    title = models.CharField(_("title"), max_length=120)
    document = models.CharField(_("document number"), max_length=64, blank=True)
    issued_on = models.DateField(_("issued on"))
    gist = models.TextField(_("what it says in short"), blank=True)

    class Meta:
        verbose_name = _("rule of the mechanism")
        verbose_name_plural = _("rules of the mechanism")
        ordering = ["mechanism", "-issued_on", "id"]
        constraints = [models.UniqueConstraint(name="mechanismrule_once", fields=["mechanism", "title", "document"])]

    def __str__(self) -> str:
        return self.title


class MemberDepartment(models.Model):
    """From joining until leaving. A department that comes back is another row, so that the history stays."""

    mechanism = models.ForeignKey(
        CoordinationMechanism, verbose_name=_("mechanism"), on_delete=models.PROTECT, related_name="members"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="memberships"
    )
    leader_post = models.CharField(_("post of the leader in charge"), max_length=64, blank=True)
    leader_name = models.CharField(_("leader in charge"), max_length=64, blank=True)
    liaison_name = models.CharField(_("liaison officer"), max_length=64, blank=True)
    liaison_phone = models.CharField(_("office phone of the liaison officer"), max_length=32, blank=True)
    backup_name = models.CharField(_("backup of the liaison officer"), max_length=64, blank=True)
    backup_phone = models.CharField(_("office phone of the backup"), max_length=32, blank=True)
    duties_year = models.PositiveSmallIntegerField(_("year of the duties"), null=True, blank=True)
    duties = models.TextField(_("duties this year"), blank=True)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member department")
        verbose_name_plural = _("member departments")
        ordering = ["mechanism", "department__code"]
        constraints = [
            models.UniqueConstraint(
                name="memberdepartment_once_at_a_time",
                fields=["mechanism", "department"],
                condition=Q(left_on=None),
            ),
            models.CheckConstraint(
                name="memberdepartment_dates_in_order",
                condition=Q(left_on=None) | Q(left_on__gt=F("joined_on")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.department)


class SpecialWorkingGroup(models.Model):
    """A group for one task. It must have an end: a group without one is a new department."""

    mechanism = models.ForeignKey(
        CoordinationMechanism, verbose_name=_("mechanism"), on_delete=models.PROTECT, related_name="working_groups"
    )
    name = models.CharField(_("name"), max_length=64)
    lead = models.ForeignKey(
        Department, verbose_name=_("lead department"), on_delete=models.PROTECT, related_name="led_groups"
    )
    leader_post = models.CharField(_("post of the group's leader"), max_length=64, blank=True)
    leader_name = models.CharField(_("leader of the group"), max_length=64, blank=True)
    members = models.ManyToManyField(
        Department, verbose_name=_("member units"), blank=True, related_name="working_groups"
    )
    task = models.TextField(_("task"), blank=True)
    plan = models.TextField(_("three-year plan"), blank=True)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        verbose_name = _("special working group")
        verbose_name_plural = _("special working groups")
        ordering = ["mechanism", "id"]
        constraints = [
            models.UniqueConstraint(name="specialworkinggroup_once", fields=["mechanism", "name"]),
            models.CheckConstraint(
                name="specialworkinggroup_dates_in_order",
                condition=Q(ends_on__gt=F("begins_on")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """Something for a meeting to decide, waiting in the pool. `source` says by value what it came from, since
    projects, classes of petitions and overdue tasks live on floors above."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what is to be decided"), blank=True)
    source = models.CharField(_("came from"), max_length=40)
    source_key = models.CharField(max_length=64, blank=True)
    address = models.CharField(_("page"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=AgendaState, default=AgendaState.POOL)
    raised_at = models.DateTimeField(_("raised at"))
    raised_by_name = models.CharField(_("raised by"), max_length=64)
    dropped_because = models.CharField(_("not taken up because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="agendaitem_once_in_the_pool",
                fields=["source", "source_key"],
                condition=Q(state=AgendaState.POOL) & ~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="agendaitem_dropped_with_a_reason",
                condition=Q(state=AgendaState.DROPPED) ^ Q(dropped_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
