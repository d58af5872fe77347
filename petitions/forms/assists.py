"""What is asked when several units work on one order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partyorgs.models import Department
from petitions.enums import AssignmentRole
from petitions.forms.base import ActionForm
from petitions.forms.fields import UnitField, text
from petitions.models import AssistRequest, WorkOrder


class RequestAssist(ActionForm):
    consequence_text = _("The dispatcher confirms it; then the unit's own clock starts, and ends before yours.")

    unit = UnitField(label=_("Unit that should help"))
    piece = text(_("Its piece of work"), rows=2)


class AddAssist(RequestAssist):
    consequence_text = _("The unit gets its piece of work and a clock of its own, which ends before that of the lead.")

    def suit(self, order: WorkOrder) -> None:
        asked = AssistRequest.objects.select_related("unit").filter(work_order=order, state="pending").first()
        if asked:
            self.initial = {"unit": asked.unit.code, "piece": asked.piece} | self.initial


class DenyAssist(ActionForm):
    consequence_text = _("The lead goes on without this unit.")

    decision = text(_("Decision and its grounds"), rows=2)


class ObjectAssist(ActionForm):
    consequence_text = _("Goes to the dispatcher, not to the lead; your clock runs on until it is settled.")

    reason = text(_("Why it is not your unit's"), rows=2)


class _OfOneAssist(ActionForm):
    """About one of the units that help; chosen for whoever decides where there is only one."""

    unit = forms.ModelChoiceField(Department.objects.none(), label=_("Unit that helps"), to_field_name="code")

    def suit(self, order: WorkOrder) -> None:
        helping = order.assignments.filter(role=AssignmentRole.ASSIST, is_active=True).values("department_id")
        units = Department.objects.filter(pk__in=helping).order_by("code")
        self.fields["unit"].queryset = units
        known = [unit.code for unit in units]
        if len(known) == 1:
            self.initial = {"unit": known[0]} | self.initial


class SettleObjection(_OfOneAssist):
    consequence_text = _("The unit is released, or has to help; it may not object again.")

    released = forms.BooleanField(label=_("Release the unit"), required=False)
    decision = text(_("Decision and its grounds"), rows=2)


class FinishAssist(ActionForm):
    consequence_text = _("Your clock stops; the lead reads the result. The petitioner is answered by the lead alone.")

    result = text(_("Result of your piece of work"))


class WaiveAssist(_OfOneAssist):
    consequence_text = _("You may reply without its result; the unit stays marked as late, you are not.")

    reason = text(_("Why you go on without it"), rows=2)
