"""One tile of a map server that the city runs or pays for. Only numbers go into its address: nobody outside can turn
this into a request to another host, and a redirect to one is not followed."""

import logging
from base64 import b64decode
from dataclasses import dataclass
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, build_opener

log = logging.getLogger(__name__)

PATIENCE = 3  # seconds: a slow map server must not hold up our own processes
LARGEST = 1024 * 1024  # bytes
KINDS = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class Tile:
    body: bytes
    kind: str


# One transparent pixel.
EMPTY = Tile(
    b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="),
    "image/png",
)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def exists(z: int, x: int, y: int, *, deepest: int) -> bool:
    return z <= deepest and x < 2**z and y < 2**z


def fetch(template: str, z: int, x: int, y: int, *, key: str = "") -> Tile | None:
    """The tile, or None where the server does not give one. `template` holds {z}, {x}, {y} and perhaps {key}."""
    address = template
    for name, value in {"z": z, "x": x, "y": y, "key": key}.items():
        address = address.replace(f"{{{name}}}", str(value))
    if not address.startswith(("http://", "https://")):
        return None
    try:
        with _opener.open(address, timeout=PATIENCE) as answer:
            kind = answer.headers.get_content_type()
            body = answer.read(LARGEST + 1)
    except (OSError, HTTPException) as failure:
        log.info("No tile %s/%s/%s: %s", z, x, y, type(failure).__name__)  # not the address: it holds the key
        return None
    return Tile(body, kind) if kind in KINDS and len(body) <= LARGEST else None
