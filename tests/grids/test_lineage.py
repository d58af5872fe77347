from datetime import date

import pytest

from grids import lineage
from grids.lineage import Step, build, in_common, territory
from tests.grids.mapping import JUNE, MARCH, merge, move, rename, split

SPRING, SUMMER, AUTUMN = date(2026, 4, 1), date(2026, 6, 15), date(2026, 9, 1)
A, B, C = "990102001", "990102002", "990102003"


def steps(*rows):
    return build(Step(on, change, before, after) for on, change, before, after in rows)


def test_place_nobody_changed_lies_where_it_lies():
    assert steps().codes(A, on=MARCH, known=AUTUMN) == {A}


def test_forward_through_several_changes():
    history = steps((SPRING, 1, A, B), (SUMMER, 2, B, C))

    assert [history.code(A, on=day, known=MARCH) for day in (MARCH, SPRING, SUMMER)] == [A, B, C]


def test_backward_through_several_changes():
    history = steps((SPRING, 1, A, B), (SUMMER, 2, B, C))

    assert [history.code(C, on=day, known=AUTUMN) for day in (AUTUMN, SPRING, MARCH)] == [C, B, A]


def test_split_grid_lies_where_all_its_parts_do():
    grid = f"{A}001001"
    history = steps((SUMMER, 1, grid, f"{A}001002"), (SUMMER, 1, grid, f"{A}001003"))

    assert history.codes(grid, on=AUTUMN, known=MARCH) == {f"{A}001002", f"{A}001003"}
    assert history.code(grid, on=AUTUMN, known=MARCH) == f"{A}001"
    assert history.code(f"{A}001003", on=MARCH, known=AUTUMN) == grid


def test_parts_that_come_together_again_are_certain_again():
    grid = f"{A}001001"
    history = steps(
        (SPRING, 1, grid, f"{A}001002"), (SPRING, 1, grid, f"{A}001003"),
        (SUMMER, 2, f"{A}001002", f"{A}001004"), (SUMMER, 2, f"{A}001003", f"{A}001004"),
    )  # fmt: skip

    assert history.code(grid, on=AUTUMN, known=MARCH) == f"{A}001004"


def test_place_that_took_another_in_means_less_before():
    """What was written in March under B was B; what was written in autumn may have been A in March."""
    history = steps((SUMMER, 1, A, B), (SUMMER, 1, B, B))

    assert history.code(A, on=AUTUMN, known=MARCH) == B
    assert history.codes(B, on=MARCH, known=MARCH) == {B}
    assert history.codes(B, on=MARCH, known=AUTUMN) == {A, B}
    assert history.code(B, on=MARCH, known=AUTUMN) == "990102"
    assert history.turns(MARCH, AUTUMN) == [SUMMER]


def test_place_no_change_names_goes_the_way_of_what_it_lies_in():
    history = steps((SUMMER, 1, A, B), (SUMMER, 1, f"{A}001", f"{B}001"))

    assert history.code(f"{A}00100100012", on=AUTUMN, known=MARCH) == f"{B}001"


def test_two_changes_of_one_day_in_their_order():
    history = steps((SUMMER, 1, A, B), (SUMMER, 1, B, B), (SUMMER, 2, B, C))

    assert history.code(A, on=SUMMER, known=MARCH) == C
    assert history.codes(C, on=MARCH, known=AUTUMN) == {A, B}


@pytest.mark.parametrize(
    ("places", "common"),
    [
        ([f"{A}001001", f"{A}001002"], f"{A}001"),
        ([f"{A}001001", A], A),
        ([A, B], "990102"),
        ([A, "990103001"], "990100"),
        ([f"{A}001001"], f"{A}001001"),
    ],
)
def test_in_common(places, common):
    assert in_common(places) == common


# --- as the database has it


def test_territory_is_what_leads_into_a_place(town, area):
    area("990103", "district", "云溪区")
    area("990103001", "street", "云溪街道")
    area("990103001001", "community", "云溪社区")
    move("990102001002", "990103001", on=SPRING)
    merge("990102003", "990102001", into="990102003", on=SUMMER)

    north = territory(lineage.read(), "990102003", on=AUTUMN)
    clouds = territory(lineage.read(), "990103", on=AUTUMN)

    assert "990102001" in north
    assert "990102001001002" in north
    assert "990102003001001" in north
    assert "990102001002001" not in north  # it moved away before
    assert "990102001002001" in clouds
    assert "" not in clouds


def test_lineage_reads_names_and_codes_in_one_query(town, django_assert_num_queries):
    rename("990102001", "观潮街道", on=SPRING)
    split("990102001001001", 甲=[], 乙=[])

    with django_assert_num_queries(1):
        history = lineage.read()

    assert history.name("990102001", on=MARCH, now="观潮街道") == "望潮街道"
    assert history.name("990102001", on=JUNE, now="观潮街道") == "观潮街道"
    assert history.code("990102001001001", on=JUNE, known=MARCH) == "990102001001"
