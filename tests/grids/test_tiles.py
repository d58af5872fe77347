"""Tiles of another server through our own path. The server is one of this machine, started for the test."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from core.models import User
from grids import tiles

PICTURE = b"\x89PNG a tile"
asked = []


class MapServer(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        status, headers, body = ANSWERS[self.path.split("/")[1]]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


ANSWERS = {
    "vec": (200, {"Content-Type": "image/png"}, PICTURE),
    "page": (200, {"Content-Type": "text/html"}, b"<script>"),
    "gone": (404, {"Content-Type": "image/png"}, PICTURE),
    "elsewhere": (302, {"Location": "/vec/1/0/0", "Content-Type": "image/png"}, PICTURE),
    "large": (200, {"Content-Type": "image/png"}, b"x" * (tiles.LARGEST + 1)),
}


@pytest.fixture(scope="module")
def map_server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), MapServer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tile(sit_down, sun, settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    asked.clear()
    client = sit_down(sun)

    def get(*urls, at=(0, 1, 0, 0), key=""):
        settings.MAP_TILE_URLS, settings.MAP_TILE_KEY = list(urls), key
        return client.get(reverse("grids:tile", args=at))

    return get


def test_tile_comes_from_the_server_of_the_setting(tile, map_server):
    response = tile(f"{map_server}/vec/{{z}}/{{x}}/{{y}}?tk={{key}}", at=(0, 3, 5, 2), key="secret")

    assert (response.status_code, response.content) == (200, PICTURE)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "private, max-age=604800"
    assert asked == ["/vec/3/5/2?tk=secret"]


def test_sheets_are_counted_from_the_lowest(tile, map_server):
    tile(f"{map_server}/page/{{z}}", f"{map_server}/vec/{{z}}", at=(1, 1, 0, 0))

    assert asked == ["/vec/1"]


@pytest.mark.parametrize("answer", ["page", "gone", "elsewhere", "large"])
def test_whatever_is_no_tile_is_an_empty_one(tile, map_server, answer):
    response = tile(f"{map_server}/{answer}/{{z}}/{{x}}/{{y}}")

    assert (response.status_code, response.content) == (200, tiles.EMPTY.body)
    assert response.headers["Cache-Control"] == "private, max-age=60"
    assert len(asked) == 1  # a redirect is not followed


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/{z}", "file:///etc/hostname", "ftp://127.0.0.1/{z}", "{z}"])
def test_a_server_that_cannot_be_asked_gives_an_empty_tile(tile, address):
    assert tile(address).content == tiles.EMPTY.body


@pytest.mark.parametrize("at", [(1, 1, 0, 0), (0, 19, 0, 0), (0, 1, 2, 0), (0, 1, 0, 2)])
def test_what_no_map_has_is_not_asked_for(tile, map_server, at):
    assert tile(f"{map_server}/vec/{{z}}", at=at).status_code == 404
    assert asked == []


def test_there_are_no_tiles_by_default(tile):
    assert tile().status_code == 404


def test_tiles_are_for_those_who_work_here(sit_down, settings, db):
    settings.MAP_TILE_URLS = ["http://127.0.0.1:9/{z}"]
    stranger = sit_down(User.objects.create(username="lan"))

    assert stranger.get(reverse("grids:tile", args=(0, 1, 0, 0))).status_code == 403
