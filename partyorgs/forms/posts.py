"""What is asked of a post, and how the register of posts is narrowed."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import LONGEST_QUESTION, holding
from grids.models import Area, Grid
from partyorgs import posts
from partyorgs.enums import LAYER_OF, PostKind, StaffLayer
from partyorgs.forms.inputs import PlaceFilter, day, phone, text
from partyorgs.models import Post


class PostFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_name", label=_("Name of the person"), max_length=LONGEST_QUESTION)
    kind = filters.ChoiceFilter(label=_("Post"), choices=PostKind.choices)
    layer = filters.ChoiceFilter(label=_("Layer"), choices=StaffLayer.choices, method="by_layer")
    place = PlaceFilter(method="by_place")

    class Meta:
        model = Post
        fields: list[str] = []

    def by_name(self, queryset: QuerySet[Post], name: str, said: str) -> QuerySet[Post]:
        return queryset.filter(holding("person_name", said))

    def by_layer(self, queryset: QuerySet[Post], name: str, layer: str) -> QuerySet[Post]:
        return queryset.filter(kind__in=[kind for kind, its in LAYER_OF.items() if its == layer])

    def by_place(self, queryset: QuerySet[Post], name: str, code: str) -> QuerySet[Post]:
        return queryset.filter(posts.within(code))


class LackingFilter(filters.FilterSet):
    """Grids and communities that lack somebody, by place."""

    place = PlaceFilter(method="by_place")

    class Meta:
        fields: list[str] = []

    def by_place(self, queryset: Any, name: str, code: str) -> Any:
        return queryset.within(code)


class LackingGrids(LackingFilter):
    class Meta(LackingFilter.Meta):
        model = Grid


class LackingCommunities(LackingFilter):
    class Meta(LackingFilter.Meta):
        model = Area


class Contact(forms.Form):
    """Where whoever holds the post is reached."""

    office_phone = phone(_("Office phone"), required=False)
    mobile = phone(_("Mobile"), required=False, help_text=_("Only with the person's consent."))
    consent = forms.BooleanField(label=_("The person consents to the mobile number being kept"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("mobile") and not data.pop("consent", False):
            self.add_error("consent", _("Without consent no mobile number is kept: tick this, or leave it empty."))
        data.pop("consent", None)
        return data


class Appoint(Contact):
    name = forms.CharField(label=_("Name of the person"), max_length=64)
    document = forms.CharField(label=_("Appointing document"), max_length=120, required=False)
    on = day(_("Held from"))
    until = day(_("Term until"), required=False)

    field_order = ("name", "on", "until", "document", "office_phone", "mobile", "consent")


class Relieve(forms.Form):
    name = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = day(_("Relieved on"))
    document = forms.CharField(label=_("Relieving document"), max_length=120, required=False)


class Abolish(forms.Form):
    reason = text(_("Reason"), rows=2, max_length=200)


class Establish(forms.Form):
    kind = forms.ChoiceField(label=_("Post"), choices=[("", _("Please choose")), *PostKind.choices])
    code = forms.CharField(
        label=_("Unified code of the place"), max_length=22,
        help_text=_("Of the street, community, grid, building or unit the post is for."),
    )  # fmt: skip

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip()
