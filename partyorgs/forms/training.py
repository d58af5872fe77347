"""What is asked about training: a plan of the year, a session with its heads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import DutyLevel, TrainingProgramme, TrainingSetting
from partyorgs.forms.fields import OrganizationField, day, word
from partyorgs.models import TrainingPlan, TrainingSession


class DrawUp(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    programme = word(TrainingProgramme, _("Programme"))
    level = word(DutyLevel, _("Level of the plan"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    heads_planned = forms.IntegerField(label=_("Heads planned"), min_value=1, max_value=1_000_000)

    def clean(self) -> dict:
        said = super().clean()
        if TrainingPlan.objects.filter(year=said.get("year"), title=said.get("title", "")).exists():
            self.add_error("title", _("There is a plan of this title for the year. Choose another title."))
        return said


class Hold(forms.Form):
    organization = OrganizationField(label=_("Organisation"))
    held_on = day(_("Held on"))
    topic = forms.CharField(label=_("Topic"), max_length=120)
    setting = word(TrainingSetting, _("Setting"))
    heads = forms.IntegerField(label=_("Heads"), min_value=1, max_value=100_000)

    def __init__(self, *args: object, plan: TrainingPlan, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean(self) -> dict:
        said = super().clean()
        same = {name: said.get(name) for name in ("organization", "held_on", "topic")}
        if all(same.values()) and TrainingSession.objects.filter(plan=self.plan, **same).exists():
            self.add_error("topic", _("This session is entered already."))
        return said
