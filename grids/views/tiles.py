"""Map sheets of another server through our own path: its key stays here, and browsers talk to nobody but us."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from grids import tiles
from grids.views import asking

KEPT_FOR = 7 * 24 * 3600  # seconds in the browser; what failed is asked for again after a minute
FAILED_FOR = 60


def addresses() -> list[str]:
    """Where the browser gets each sheet from, the lowest first, as Leaflet wants it; none by default."""
    return [
        reverse("grids:tile", args=[sheet, 0, 0, 0]).removesuffix("0/0/0/") + "{z}/{x}/{y}/"
        for sheet in range(len(settings.MAP_TILE_URLS))
    ]


@require_GET
def show(request: HttpRequest, sheet: int, z: int, x: int, y: int) -> HttpResponse:
    """What cannot be had is an empty tile: the polygons then stand on plain ground, and nobody is bothered."""
    asking.admit(request)
    if sheet >= len(settings.MAP_TILE_URLS) or not tiles.exists(z, x, y, deepest=settings.MAP_MAX_ZOOM):
        raise Http404
    tile = tiles.fetch(settings.MAP_TILE_URLS[sheet], z, x, y, key=settings.MAP_TILE_KEY)
    seconds = KEPT_FOR if tile else FAILED_FOR
    tile = tile or tiles.EMPTY
    return HttpResponse(tile.body, tile.kind, headers={"Cache-Control": f"private, max-age={seconds}"})
