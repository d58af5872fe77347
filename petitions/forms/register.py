"""A petition as a call taker, a counter or a grid worker writes it down."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from petitions import intake
from petitions.enums import Channel, PetitionerKind, PetitionKind, Urgency
from petitions.forms.choices import BY_CATEGORY, Searchable, categories, units
from petitions.intake import Submission

SOURCE = "form"  # with the form's own number: sent twice, it is one petition
# Where the intake's own remedy speaks to programmers.
REMEDIES = {
    "place_required": _("Enter an address or a grid code, or say why there is no place."),
    "in_the_future": _("Give the moment it happened, or leave it empty."),
}


def _token() -> str:
    return uuid4().hex


def _day_and_time() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RegisterForm(forms.Form):
    """Each field is the one of that name in the intake's `Submission`."""

    external_no = forms.CharField(widget=forms.HiddenInput, initial=_token, max_length=80, label=_("Form number"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    content = forms.CharField(
        label=_("Content"),
        widget=forms.Textarea({"rows": 5, "autofocus": True}),
        help_text=_("What happened, where and since when, in the petitioner's words. No identity card numbers."),
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=120, help_text=_("Empty: the beginning of the content.")
    )
    wish = forms.CharField(
        label=_("Wish"), required=False, max_length=500, help_text=_("What the petitioner wants to happen.")
    )  # fmt: skip

    category = forms.ChoiceField(
        label=_("Category"), required=False, widget=Searchable,
        help_text=_("With a category the order is accepted and dispatched by the duty list at once."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Petition kind"), required=False, choices=[("", BY_CATEGORY), *PetitionKind.choices]
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", BY_CATEGORY), *Urgency.choices]
    )  # fmt: skip
    event_at = forms.DateTimeField(label=_("Happened at"), required=False, widget=_day_and_time())
    address = forms.CharField(
        label=_("Place"), required=False, max_length=200,
        help_text=_("Street, estate, market or village, as it was said. One of these three is needed."),
    )  # fmt: skip
    grid_code = forms.CharField(
        label=_("Grid code"), required=False, max_length=22, widget=forms.TextInput({"inputmode": "numeric"})
    )  # fmt: skip
    no_place_reason = forms.CharField(label=_("Why there is no place"), required=False, max_length=100)

    name = forms.CharField(
        label=_("Petitioner's name"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )  # fmt: skip
    phone = forms.RegexField(
        r"^\+?[\d\-() ]{7,20}$", label=_("Phone"), required=False, strip=True,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"invalid": _("A phone number has at least seven digits, and only digits, - and brackets.")},
    )  # fmt: skip
    petitioner_kind = forms.ChoiceField(label=_("Petitioner kind"), choices=PetitionerKind.choices)
    is_anonymous = forms.BooleanField(
        label=_("Stays anonymous: nothing about the person is kept, and nobody is called back"), required=False
    )  # fmt: skip
    is_confidential = forms.BooleanField(
        label=_("Wants to be kept confidential from the handling unit"), required=False
    )  # fmt: skip

    target_department = forms.ChoiceField(
        label=_("Unit complained about"), required=False, widget=Searchable,
        help_text=_("This unit will not see the order, and it goes to its superior."),
    )  # fmt: skip
    target_text = forms.CharField(
        label=_("Other party complained about"), required=False, max_length=100,
        help_text=_("A company, shop or village. Leave out names of private persons."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Not sure: the dispatcher chooses")), *categories()]
        self.fields["target_department"].choices = [("", _("None")), *units()]

    def clean(self):
        """Everything that is wrong is said at once: what only this form asks for, and what the intake would refuse."""
        said = super().clean()
        if "phone" in said and not said["phone"] and not said.get("is_anonymous"):
            self.add_error("phone", _("Give a number to call back, or tick that the petitioner stays anonymous."))
        if not {"content", "channel"} - said.keys():
            self.refuse(intake.problems(self.submission(), at=timezone.now()))
        return said

    def submission(self) -> Submission:
        return Submission(source=SOURCE, **self.cleaned_data)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Print what the intake says where it belongs."""
        for refusal in refusals:
            remedy = REMEDIES.get(refusal.code, refusal.remedy)
            self.add_error(refusal.field if refusal.field in self.fields else None, f"{refusal.detail} {remedy}")
