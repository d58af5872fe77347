"""Where: the directory of places, their cards, the map, what changed of it, and what stands there."""

from django.urls import path, register_converter

from grids.views import (
    campaign_items,
    campaigns,
    cards,
    changes,
    companies,
    directory,
    estates,
    focus,
    legacy,
    maps,
    spaces,
    tiles,
    venues,
)

app_name = "grids"


class PlaceCode:
    """A unified code of any level."""

    regex = r"\d{6}(?:\d{3}){0,3}|\d{17}|\d{20}|\d{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PlaceCode, "place_code")

urlpatterns = [
    path("places/", directory.show, name="directory"),
    path("places/<place_code:code>/", cards.show, name="card"),
    path("places/<place_code:code>/branch/", directory.branch, name="branch"),
    path("map/", maps.show, name="map"),
    path("map/sheet/", maps.sheet, name="map-sheet"),
    path("map/outlines/<place_code:code>/", maps.shapes, name="outlines"),
    path("map/tiles/<int:sheet>/<int:z>/<int:x>/<int:y>/", tiles.show, name="tile"),
    path("places/changes/", changes.show_list, name="changes"),
    path("places/changes/<int:pk>/", changes.show, name="change"),
    path("places/changes/new/<slug:kind>/", changes.make, name="change-new"),
    path("places/departmental-grids/", legacy.show_list, name="legacy"),
    path("estates/", estates.show_list, name="estates"),
    path("estates/new/", estates.add, name="estate-new"),
    path("estates/<int:pk>/", estates.show, name="estate"),
    path("estates/<int:pk>/edit/", estates.edit, name="estate-edit"),
    path("estates/<int:pk>/<slug:action>/", estates.act, name="estate-act"),
    path("estates/agreements/<int:pk>/", estates.keep_promise, name="agreement"),
    path("estates/companies/", companies.show_list, name="companies"),
    path("estates/companies/new/", companies.add, name="company-new"),
    path("estates/companies/<int:pk>/", companies.edit, name="company"),
    path("campaigns/", campaigns.show_all, name="campaigns"),
    path("campaigns/new/", campaigns.start, name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.show, name="campaign"),
    path("campaigns/<int:pk>/take-in/", campaigns.take_in, name="campaign-take-in"),
    path("campaigns/items/<int:pk>/", campaign_items.show, name="campaign-item"),
    path("campaigns/items/<int:pk>/files/<int:file_pk>/", campaign_items.download, name="campaign-file"),
    path("campaigns/items/<int:pk>/<slug:action>/", campaign_items.act, name="campaign-item-act"),
    path("venues/", venues.show_list, name="venues"),
    path("venues/new/", venues.add, name="venue-new"),
    path("venues/<int:pk>/", venues.show, name="venue"),
    path("venues/<int:pk>/edit/", venues.edit, name="venue-edit"),
    path("venues/<int:pk>/visits/", venues.count_visits, name="venue-visits"),
    path("spaces/", spaces.show_list, name="spaces"),
    path("spaces/new/", spaces.add, name="space-new"),
    path("spaces/<int:pk>/", spaces.show, name="space"),
    path("spaces/<int:pk>/edit/", spaces.edit, name="space-edit"),
    path("spaces/<int:pk>/<slug:action>/", spaces.act, name="space-act"),
    path("focus-communities/", focus.show_list, name="focus"),
]
