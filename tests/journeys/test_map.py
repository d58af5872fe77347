"""From the city down to one grid, by the map and by the list, which say the same; from its card to its orders; and the
tree of places. At a desk and on a phone."""

import re

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

MAP, LIST = "#map path[class*=shade-]", "tr[data-place]"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_down_to_one_grid_and_its_orders(log_in, screen):
    mei = log_in("paidan")
    mei.goes_to("网格一张图")
    see_the_same_on_map_and_list(mei)
    mei.shoots("A1-map-city")

    step_down(mei, by_map)
    step_down(mei, by_list)
    step_down(mei, by_map)
    mei.shoots("A2-map-grids")
    step_down(mei, by_list)
    assert mei.page.locator("#map path.is-here").count() == 1

    mei.follows("详情")
    mei.sees("服务力量")
    mei.shoots("A3-grid-card")
    open_its_orders(mei)
    mei.goes_to("网格目录")
    open_a_branch(mei)


def see_the_same_on_map_and_list(person):
    """A polygon for every row that has an outline, in the shade of its row, with its figure on it."""
    person.page.wait_for_selector("#map[data-drawn]")
    rows = person.page.locator(LIST)
    shades = [int(row.get_attribute("data-shade")) for row in rows.all()]
    drawn = [int(re.search(r"shade-(\d)", path.get_attribute("class"))[1]) for path in person.page.locator(MAP).all()]
    assert sorted(drawn) == sorted(shades) != []
    figures = [row.get_attribute("data-figure") for row in rows.all()]
    labels = [label.inner_text() for label in person.page.locator("#map .map-label b").all()]
    assert set(labels) <= set(figures)


def step_down(person, way):
    """Into the place with the highest figure: the first of the list."""
    row = person.page.locator(LIST).first
    place = row.get_attribute("data-place")
    way(person, row)
    person.page.wait_for_url(re.compile(rf"/map/\?place={place}"))
    see_the_same_on_map_and_list(person)


def by_list(person, row):
    row.get_by_role("link").first.click()


def by_map(person, row):
    person.page.locator(f"#map path[data-place='{row.get_attribute('data-place')}']").click()


def open_its_orders(person):
    stat = person.page.locator("main .stat").first
    expected = int(stat.locator("b").inner_text())
    stat.click()
    person.page.wait_for_url(re.compile("/orders/"))
    assert person.page.locator("main tbody tr").count() == min(expected, 20)


def open_a_branch(person):
    """What lies in a place comes when it is opened, and only then."""
    district = person.page.locator(".tree ul > li > details").first
    assert district.locator("details").count() == 0
    district.locator(":scope > summary").click(position={"x": 4, "y": 10})
    district.locator("details").first.wait_for()
    person.shoots("A4-tree")
