"""What is asked about an organisation: its facts, an election, a postponement, a proposal for review."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Grid
from partyorgs import terms
from partyorgs.enums import PartyOrgKind
from partyorgs.forms.fields import DayInput, day, text
from partyorgs.models import PartyOrganization

UNKNOWN_PLACE = {"invalid_choice": _("There is no place with this code.")}
UNSURE = [("unknown", _("not known")), ("true", _("yes")), ("false", _("no"))]


class PlaceField(forms.ModelChoiceField):
    """A place by its unified code, typed: there are too many to choose from."""

    def __init__(self, queryset: Any, label: Any) -> None:
        super().__init__(
            queryset=queryset, to_field_name="code", required=False, label=label, widget=forms.TextInput,
            error_messages=UNKNOWN_PLACE,
        )  # fmt: skip


class YesOrNo(forms.NullBooleanSelect):
    def __init__(self, attrs: Any = None) -> None:
        forms.Select.__init__(self, attrs, UNSURE)


class OrganizationForm(forms.ModelForm):
    """The rules of sizes and committees warn beside the form; only what can never be true is refused."""

    area = PlaceField(Area.objects.all(), _("Code of the area"))
    grid = PlaceField(Grid.objects.all(), _("Code of the grid"))

    class Meta:
        model = PartyOrganization
        fields = (
            "name", "kind", "area", "grid", "is_lead", "hamlet", "member_count", "full_member_count",
            "committee_seats", "unit_count", "term_years", "last_election_on", "term_due_on",
            "secretary_vacant_since", "secretary_heads_committee", "secretary_heads_collective", "last_activity_on",
            "officer_count", "volunteer_count",
        )  # fmt: skip
        labels = {"kind": _("Kind of organisation")}
        widgets = {
            **{
                name: DayInput()
                for name in ("last_election_on", "term_due_on", "secretary_vacant_since", "last_activity_on")
            },
            "secretary_heads_committee": YesOrNo(),
            "secretary_heads_collective": YesOrNo(),
        }

    def __init__(self, *args: Any, instance: PartyOrganization, **kwargs: Any) -> None:
        initial = {"area": instance.area, "grid": instance.grid}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)

    def _post_clean(self) -> None:
        """All constraints: Django passes over those that join a field of the form with one that is not in it."""
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints(exclude={"code"})
        except ValidationError as error:
            self.add_error(None, error)


class EditForm(OrganizationForm):
    """An organisation that is dissolved stays in the records, with its last day."""

    class Meta(OrganizationForm.Meta):
        fields = (*OrganizationForm.Meta.fields, "valid_to")
        labels = {**OrganizationForm.Meta.labels, "valid_to": _("Dissolved on")}
        widgets = {**OrganizationForm.Meta.widgets, "valid_to": DayInput()}


class FoundForm(OrganizationForm):
    document = forms.CharField(label=_("Document that founds it"), max_length=120)
    valid_from = day(_("Founded on"))

    class Meta(OrganizationForm.Meta):
        fields = ("valid_from", *OrganizationForm.Meta.fields)


class Elect(forms.Form):
    """Aggregates only: nobody's name, file or vote."""

    held_on = day(_("Held on"))
    term_years = forms.IntegerField(label=_("New term in years"), min_value=1, max_value=5)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=99)
    elected = forms.IntegerField(label=_("Elected"), min_value=1, max_value=99)
    entitled = forms.IntegerField(label=_("Entitled to vote"), min_value=1, max_value=100_000)
    voted = forms.IntegerField(label=_("Voted"), min_value=0, max_value=100_000)
    average_age = forms.DecimalField(
        label=_("Average age of those elected"), min_value=18, max_value=99, max_digits=4, decimal_places=1
    )
    with_college = forms.IntegerField(label=_("Of them with college education"), min_value=0, max_value=99)
    women = forms.IntegerField(label=_("Of them women"), min_value=0, max_value=99)
    approval_document = forms.CharField(
        label=_("Approval of the superior"), max_length=120, required=False,
        help_text=_("Needed for an election before or after its time."),
    )  # fmt: skip

    consequence = _("The term begins anew with this election.")

    def __init__(self, *args: Any, organization: PartyOrganization, **kwargs: Any) -> None:
        years = organization.term_years or terms.USUAL_YEARS.get(PartyOrgKind(organization.kind))
        super().__init__(*args, initial={"term_years": years}, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for part, whole, complaint in (
            ("elected", "seats", _("No more can be elected than there are seats.")),
            ("voted", "entitled", _("No more can vote than may vote.")),
            ("with_college", "elected", _("A part of those elected cannot be larger than all of them.")),
            ("women", "elected", _("A part of those elected cannot be larger than all of them.")),
        ):
            if said.get(part) is not None and said.get(whole) is not None and said[part] > said[whole]:
                self.add_error(part, complaint)
        return said


class Postpone(forms.Form):
    postponed_until = day(_("Postponed until"))
    postponement_document = forms.CharField(label=_("Document that approved it"), max_length=120)

    consequence = _("Until that day the election does not count as overdue.")

    def __init__(self, *args: Any, organization: PartyOrganization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class Propose(forms.Form):
    reason = text(_("Why it should be looked at"), help_text=_("Facts about the organisation; name nobody."))

    consequence = _("The county-level party committee decides whether it is listed. The index lists nobody.")

    def __init__(self, *args: Any, organization: PartyOrganization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
