"""Training: what is planned for the year, what was held, how many came. Heads are counted, not named."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import DutyLevel, TrainingProgramme, TrainingSetting
from partyorgs.models.party import PartyOrganization


class TrainingPlan(models.Model):
    title = models.CharField(_("title"), max_length=120)
    programme = models.CharField(_("programme"), max_length=12, choices=TrainingProgramme)
    level = models.CharField(_("level"), max_length=12, choices=DutyLevel)
    year = models.PositiveSmallIntegerField(_("year"))
    heads_planned = models.PositiveIntegerField(_("heads planned"))

    class Meta:
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        ordering = ["-year", "programme", "id"]
        constraints = [models.UniqueConstraint(name="trainingplan_once_a_year", fields=["year", "title"])]

    def __str__(self) -> str:
        return self.title


class TrainingSession(models.Model):
    plan = models.ForeignKey(
        TrainingPlan, verbose_name=_("training plan"), on_delete=models.PROTECT, related_name="sessions"
    )
    organization = models.ForeignKey(
        PartyOrganization, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="trainings"
    )
    held_on = models.DateField(_("held on"))
    topic = models.CharField(_("topic"), max_length=120)
    setting = models.CharField(_("setting"), max_length=12, choices=TrainingSetting)
    heads = models.PositiveIntegerField(_("heads"))

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="trainingsession_once",
                fields=["plan", "organization", "held_on", "topic"],
                violation_error_message=_("This session is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic
