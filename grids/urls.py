"""Where: the directory of places, their cards, the map, and what changed of it."""

from django.urls import path, register_converter

from grids.views import cards, changes, directory, legacy, maps, tiles

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
]
