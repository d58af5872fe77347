"""The place of what stands in a place: in words, from words, and after a change of the map."""

import pytest

from grids import standing
from grids.followers import Shift
from grids.models import Estate
from grids.refusals import Refused
from tests.grids import ground
from tests.grids.ground import GRID, STREET, TODAY

pytestmark = pytest.mark.usefixtures("town")

COMMUNITY = GRID[:12]


def test_places_in_words_cost_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        words = standing.whereabouts([GRID, COMMUNITY, STREET, "990102999"])

    assert {code: str(where) for code, where in words.items()} == {
        GRID: f"望潮街道 {GRID}",
        COMMUNITY: "望潮街道 望潮社区",
        STREET: "望潮街道",
        "990102999": "",
    }


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (GRID, GRID),
        (f" {COMMUNITY} ", COMMUNITY),
        ("望潮街道望潮社区", COMMUNITY),
        ("海棠社区", "990102001002"),
        ("北栈街道", "990102003"),
        ("东湾区", ""),  # too large to stand in
        ("990102", ""),
        ("990102001009", ""),
        ("无名巷", ""),
    ],
)
def test_the_place_people_mean(said, code):
    assert standing.recognise(said) == code


def successions(**followed):
    return Shift(TODAY, {}, {}, {before[1:]: tuple(after) for before, after in followed.items()})


def test_a_move_carries_along_what_stands_there():
    estate, venue, space = ground.make_estate(), ground.make_venue(place=COMMUNITY), ground.make_space()
    change = successions(**{f"_{GRID}": ["990102003001004"], f"_{COMMUNITY}": ["990102003002"]})

    assert standing.follow(change) == 3

    for row in (estate, venue, space):
        row.refresh_from_db()
    assert (estate.place_code, venue.place_code, space.place_code) == (
        "990102003001004", "990102003002", "990102003001004",
    )  # fmt: skip


def test_after_a_split_it_stands_in_what_holds_the_parts():
    estate = ground.make_estate()

    standing.follow(successions(**{f"_{GRID}": [f"{COMMUNITY}004", f"{COMMUNITY}005"]}))

    estate.refresh_from_db()
    assert estate.place_code == COMMUNITY


def test_places_that_change_their_codes_with_each_other():
    here, there = ground.make_estate("甲", GRID), ground.make_estate("乙", f"{COMMUNITY}002")

    standing.follow(successions(**{f"_{GRID}": [f"{COMMUNITY}002"], f"_{COMMUNITY}002": [GRID]}))

    for row in (here, there):
        row.refresh_from_db()
    assert (here.place_code, there.place_code) == (f"{COMMUNITY}002", GRID)


def test_two_of_one_name_do_not_end_in_one_place():
    ground.make_estate("甲", GRID)
    ground.make_estate("甲", f"{COMMUNITY}002")
    change = successions(**{f"_{GRID}": [f"{COMMUNITY}007"], f"_{COMMUNITY}002": [f"{COMMUNITY}007"]})

    with pytest.raises(Refused) as refusal:
        standing.follow(change)

    assert refusal.value.code == "same_name"
    assert set(Estate.objects.values_list("place_code", flat=True).order_by("id")) == {GRID, f"{COMMUNITY}002"}


def test_a_new_name_moves_nothing():
    ground.make_estate()

    assert standing.follow(successions(**{f"_{GRID}": [GRID]})) == 0
