"""Where, in the menu; and what this floor adds to the card of a place and to the directory."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import navigation
from core.actors import Actor
from core.navigation import Entry
from grids import cards, gaps, layers, sections, sizes
from grids.cards import Section
from grids.enums import GridKind
from grids.gaps import Gap
from grids.layers import Layer
from grids.models import Venue
from grids.permissions import may_see


def register() -> None:
    # fmt: off
    navigation.register(
        Entry("grids:map", _("One map"), section="places", order=10, may=may_see, keys="KeyG KeyM"),
        Entry("grids:directory", _("Directory of grids"), section="places", order=20, may=may_see),
        Entry("grids:changes", _("Changes of the map"), section="places", order=80, may=may_see),
        Entry("grids:focus", _("Focus communities"), section="places", order=30, may=may_see),
        Entry("grids:estates", _("Residential estates"), section="places", order=40, may=may_see),
        Entry("grids:campaigns", _("Estates without management"), section="places", order=50, may=may_see),
        Entry("grids:venues", _("Venues"), section="places", order=60, may=may_see),
        Entry("grids:spaces", _("Idle spaces"), section="places", order=70, may=may_see),
        Entry("grids:legacy", _("Departmental grids"), section="places", order=90, may=may_see),
    )
    cards.register(
        Section(_("The place"), "grids/_facts.html", sections.facts, order=10),
        Section(_("Boundary"), "grids/_boundary.html", sections.boundary, order=10, is_aside=True),
        Section(_("Within it"), "grids/_below.html", sections.below, order=60),
        Section(_("Grids over one another"), "grids/_overlays.html", sections.overlays, order=50),
        Section(_("Codes of departments"), "grids/_legacy.html", sections.legacy, order=40, is_aside=True),
        Section(_("Names people use"), "grids/_names.html", sections.names, order=50, is_aside=True),
        Section(_("What it was before and became"), "grids/_history.html", sections.history, order=70),
    )
    # fmt: on
    gaps.register(
        Gap("boundary", _("without boundary"), lambda on: Q(kind=GridKind.BASIC, geometry__isnull=True)),
        Gap("size", _("of unusual size"), lambda on: sizes.outside()),
    )
    layers.register(Layer("venues", _("Venues"), _venues, _venues_address))


def _venues(actor: Actor, now: datetime) -> QuerySet[Venue]:
    return Venue.objects.active(timezone.localdate(now))


def _venues_address(place_code: str, since: date | None = None) -> str:
    return f"{reverse('grids:venues')}?{urlencode({'place': place_code})}"
