"""The one map: the list is what it shows, a figure counts what the reader may see and opens the list it counts."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from grids import layers
from grids.layers import Layer
from grids.models import Area, Grid
from petitions.enums import Status
from petitions.models import WorkOrder
from tests.factories import GRID, OTHER_GRID, SINCE, STREET, order_in
from tests.grids.conftest import square

PAGE = reverse("grids:map")
COMMUNITY = GRID[:12]


@pytest.fixture
def page(cast, sit_down):
    client = sit_down(cast.mei)
    return lambda **query: client.get(PAGE, query)


def figures(response):
    return {row.place.code: row.figure for row in response.context["rows"]}


def listed(client, address):
    return client.get(address).context["listing"].total


def test_list_has_every_place_below_with_its_open_orders(page):
    order_in(Status.HANDLING)
    order_in(Status.CLOSED)
    order_in(Status.DISPATCHED, grid_code=OTHER_GRID)
    order_in(Status.DISPATCHED, grid_code=OTHER_GRID)

    response = page()

    assert figures(response) == {"990103": 2, "990102": 1}  # the highest first
    assert list(figures(response)) == ["990103", "990102"]
    assert response.context["total"] == 3


@pytest.mark.parametrize(
    ("place", "below"),
    [("990100", "990102"), ("990102", STREET), (STREET, COMMUNITY), (COMMUNITY, GRID), (GRID, GRID)],
)
def test_each_level_leads_to_the_next(page, place, below):
    order_in(Status.HANDLING)

    response = page(place=place, layer="open")

    row = next(row for row in response.context["rows"] if row.figure)
    assert (row.place.code, row.address) == (below, f"?place={below}&layer=open")


def test_of_a_grid_the_community_around_it_is_drawn(page, city):
    Grid.objects.create(
        code=f"{GRID[:-1]}3", name="三网格", community=city.grid.community, street=city.street, valid_from=SINCE
    )

    response = page(place=GRID)

    assert response.context["question"].area.code == COMMUNITY
    assert [(row.place.code, row.is_chosen) for row in response.context["rows"]] == [
        (GRID, True),
        (f"{GRID[:-1]}3", False),
    ]


@pytest.mark.parametrize(("layer", "days", "expected"), [("open", "", 3), ("open", "30", 2), ("overdue", "", 1)])
def test_every_figure_opens_the_list_it_counts(page, cast, sit_down, wednesday, layer, days, expected):
    order_in(Status.HANDLING)
    order_in(Status.HANDLING, at=wednesday - timedelta(days=60))
    WorkOrder.objects.update(due_at=wednesday + timedelta(days=1))
    late = order_in(Status.DISPATCHED)
    WorkOrder.objects.filter(pk=late.pk).update(due_at=wednesday - timedelta(days=1))
    order_in(Status.CLOSED)

    response = page(place=STREET, layer=layer, days=days)

    row = response.context["rows"][0]
    assert row.figure == expected
    assert listed(sit_down(cast.mei), row.rows_address) == expected
    assert listed(sit_down(cast.mei), response.context["total_address"]) == expected


def test_figures_of_a_card_open_the_lists_they_count(cast, sit_down, wednesday):
    WorkOrder.objects.filter(pk=order_in(Status.HANDLING).pk).update(due_at=wednesday - timedelta(days=1))
    order_in(Status.HANDLING, at=wednesday - timedelta(days=29))
    order_in(Status.HANDLING, at=wednesday - timedelta(days=30))
    order_in(Status.CLOSED)
    order_in(Status.HANDLING, grid_code=OTHER_GRID)
    client = sit_down(cast.mei)

    boxes = client.get(reverse("grids:card", args=[GRID])).context["main_boxes"]

    data = next(box.data for box in boxes if "overdue" in box.data)
    shown = {name: data[name] for name in ("open", "overdue", "lately")}
    assert shown == {name: listed(client, data[f"{name}_address"]) for name in shown}
    assert shown["lately"] == 3


def test_what_is_known_no_deeper_is_counted_beside_the_places(page):
    order = order_in(Status.HANDLING)
    WorkOrder.objects.filter(pk=order.pk).update(place_code=STREET)
    gone = order_in(Status.HANDLING)
    WorkOrder.objects.filter(pk=gone.pk).update(place_code=f"{STREET}009001")  # a community that has ended

    response = page(place=STREET)

    assert (figures(response), response.context["elsewhere"], response.context["total"]) == ({COMMUNITY: 0}, 2, 2)


def test_list_can_be_taken_along(cast, sit_down, wednesday):
    order_in(Status.HANDLING)
    elsewhere = order_in(Status.HANDLING)
    WorkOrder.objects.filter(pk=elsewhere.pk).update(place_code=COMMUNITY)

    response = sit_down(cast.mei).get(reverse("grids:map-sheet"), {"place": GRID, "days": "7"})

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["Unified code", "Place", "Open orders"],
        [GRID, "纸鲸社区一网格", 1],
        ["", "known no deeper, or by a code of before", 1],
    ]
    assert sheet["A1"].value == "纸鲸社区 · Open orders · Last 7 days"
    assert unquote(response.headers["Content-Disposition"]).endswith("纸鲸社区_Open orders_20261118-1000.xlsx")


def test_a_unit_complained_about_learns_of_the_order_from_no_figure(cast, sit_down, city):
    order_in(Status.ACCEPTED, target_department=f"S{STREET}", is_confidential=True)
    order_in(Status.HANDLING)

    def seen(user, url):
        response = sit_down(user).get(url)
        drawn = response.context.get("main_boxes")
        data = next(box.data for box in drawn if "open" in box.data) if drawn else None
        return data["open"] if data else sum(figures(response).values())

    for url in (f"{PAGE}?place={STREET}", reverse("grids:card", args=[STREET])):
        assert (seen(cast.mei, url), seen(cast.hong, url), seen(cast.chen, url)) == (2, 1, 0)


def test_polygons_tell_shapes_and_codes_and_are_kept_by_the_browser(cast, sit_down, city):
    grid = Grid.objects.get(code=GRID)
    grid.geometry = square(90.0, 3.0)
    grid.save()
    client, address = sit_down(cast.chen), reverse("grids:outlines", args=[COMMUNITY])

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    (feature,) = first.json()["features"]
    assert (feature["id"], feature["properties"], feature["geometry"]["type"]) == (GRID, {}, "Polygon")
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("code", ["990102999", f"{COMMUNITY}999"])
def test_there_is_no_map_of_nowhere(cast, sit_down, code):
    client = sit_down(cast.mei)

    assert client.get(PAGE, {"place": code}).status_code == 404
    assert client.get(reverse("grids:outlines", args=[code])).status_code == 404


def test_only_what_has_an_outline_is_on_the_map(page, city):
    grid = Grid.objects.get(code=GRID)
    grid.geometry = square(90.0, 3.0)
    grid.save()
    other = Grid.objects.create(
        code=f"{GRID[:-1]}3", name="三网格", community=city.grid.community, street=city.street, valid_from=SINCE
    )
    over = Grid.objects.create(
        code=f"{COMMUNITY}701", kind="industry", name="消防", community=city.grid.community, street=city.street,
        valid_from=SINCE,
    )  # fmt: skip

    rows = {row.place.code: (row.is_drawn, row.wants_outline) for row in page(place=COMMUNITY).context["rows"]}

    assert rows == {GRID: (True, False), other.code: (False, True), over.code: (False, False)}


@pytest.mark.parametrize("query", [{"layer": "nothing"}, {"days": "31"}, {"days": "x"}])
def test_what_the_map_does_not_know_is_left_out(page, query):
    question = page(**query).context["question"]

    assert (question.layer.key, question.period) == ("open", "")


def test_a_layer_without_moments_has_no_period(page, monkeypatch):
    grids = Layer(
        "grids", "Grids", lambda actor, now: Grid.objects.all(), lambda code, since: f"/{since}", place="code"
    )
    monkeypatch.setattr(layers, "_layers", [grids])

    response = page(place=STREET, days="7")

    assert (figures(response), response.context["question"].period) == ({COMMUNITY: 1}, "")
    assert response.context["rows"][0].rows_address == "/None"
    assert 'name="days"' not in response.content.decode()


def test_map_says_whose_it_is(page, settings):
    settings.MAP_ATTRIBUTION = "审图号：澄S(2026)001号"

    assert "审图号：澄S(2026)001号" in page().content.decode()


def test_a_map_without_places_says_so(page):
    Area.objects.update(valid_to="2020-01-01")

    assert "No places yet" in page().content.decode()


@pytest.mark.parametrize("orders", [1, 3])
def test_cost_does_not_grow_with_the_orders(page, orders, django_assert_num_queries):
    for _ in range(orders):
        order_in(Status.HANDLING)
    page(place=COMMUNITY)

    with django_assert_num_queries(14):
        page(place=COMMUNITY)
