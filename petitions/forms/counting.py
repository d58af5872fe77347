"""What is asked for an order that shall not count in the outcome rates, and by whoever checks it."""

from django.utils.translation import gettext_lazy as _

from petitions.enums import ExclusionGround
from petitions.forms.base import ActionForm
from petitions.forms.fields import text, word
from petitions.forms.interest import Interest


class ApplyExclusion(ActionForm):
    consequence_text = _(
        "The office checks it, the deputy convener decides. The service for the petitioner is the same."
    )

    ground = word(ExclusionGround, _("Ground"))
    evidence = text(_("Evidence"), help_text=_("About the demand, never about the person."))


class CheckExclusion(Interest):
    consequence_text = _("Goes to the deputy convener to decide.")

    note = text(_("Finding of the check"), rows=2)


class RefuseExclusion(Interest):
    consequence_text = _("The order goes on counting.")

    decision = text(_("Decision and its grounds"), rows=2)


class Exclude(Interest):
    consequence_text = _("Does not count in the outcome rates; time limits still do. One in ten is looked at again.")

    decision = text(_("Decision and its grounds"), rows=2)


class UpholdExclusion(Interest):
    consequence_text = _("The exclusion stands.")

    note = text(_("Finding of the re-check"), rows=2)


class Restore(Interest):
    consequence_text = _("Counts again in all rates.")

    note = text(_("Finding of the re-check"), rows=2)
