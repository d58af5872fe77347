import pytest

from grids import codes
from grids.enums import GridKind, Level

CITY = {"990100", "990102", "990102001", "990102001003", "990102001003012"}


def broken(code, **given):
    return [problem.rule for problem in codes.validate(code, **given)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("990102001003012", "basic"),
        ("990102001003712", "industry"),
        ("990102001000705", "industry"),
        ("990102001000801", "enterprise"),
        ("990102001003801", "enterprise"),
        ("990102001003905", "special"),
    ],
)
def test_validate_accepts_a_grid_code_of_its_kind(code, kind):
    assert codes.validate(code, kind=kind, parents=CITY) == []


@pytest.mark.parametrize("code", ["990100", "990102", "990102001", "990102001003", "990102001003012",
                                  "99010200100301205", "99010200100301200021", "9901020010030120502102"])  # fmt: skip
def test_validate_accepts_a_code_of_every_level(code):
    assert codes.validate(code) == []


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        (9.90102001003012e14, ["text"]),
        (990102001003012, ["text"]),
        (None, ["text"]),
        ("9.90102E+14", ["text"]),
        ("990102001003012.0", ["text"]),
        ("９９０１０２", ["digits"]),
        ("99010A", ["digits"]),
        ("", ["digits"]),
        ("99010200100301", ["length"]),
        ("9901020010030120502102001", ["length"]),
        ("990102000", ["street_range"]),
        ("990102600", ["street_range"]),
        ("990102001000", ["sequence"]),
        ("990102001003000", ["sequence"]),
        ("99010200100301200", ["sequence"]),
        ("9901020010030120500000", ["sequence"]),
        ("99010200100001205", ["community"]),
    ],
)
def test_validate_refuses_a_code_that_cannot_be(code, rules):
    assert broken(code) == rules


@pytest.mark.parametrize(
    ("code", "kind", "rules"),
    [
        ("990102001003712", "basic", ["kind"]),
        ("990102001003812", "industry", ["kind"]),
        ("990102001003012", "enterprise", ["kind"]),
        ("990102001003912", "basic", ["kind"]),
        ("990102001000012", "basic", ["community"]),
        ("990102001000705", "basic", ["kind", "community"]),
        ("990102001003", "basic", ["level"]),
    ],
)
def test_validate_refuses_a_kind_the_sequence_does_not_stand_for(code, kind, rules):
    assert broken(code, kind=kind) == rules


def test_validate_says_which_kind_the_sequence_stands_for(settings):
    settings.LANGUAGE_CODE = "en"

    (problem,) = codes.validate("990102001003712", kind="basic")

    assert str(problem) == "The sequence 712 belongs to another kind: industry grid."


@pytest.mark.parametrize(
    "code",
    [
        "990102099003001",  # no street 099
        "990102001004001",  # no community 004
        "990102001003013" + "05",  # no grid 013
        "990102099000705",  # an overlay under a street that is not there
        "990203",  # another city's
    ],
)
def test_validate_refuses_a_place_in_nothing(code):
    assert broken(code, parents=CITY) == ["parent"]


def test_validate_refuses_a_code_given_before():
    assert broken("990102001003012", parents=CITY, taken=CITY) == ["unique"]


def test_uncovered_names_communities_without_a_base_grid():
    communities = ["990102001001", "990102001002", "990102001003"]
    grids = ["990102001001001", "990102001002701", "990102001000702"]

    assert codes.uncovered(communities, grids) == ["990102001002", "990102001003"]


@pytest.mark.parametrize(
    ("code", "level", "kind", "sequence"),
    [
        ("990100", Level.CITY, None, 0),
        ("990102", Level.DISTRICT, None, 2),
        ("990102100", Level.STREET, None, 100),
        ("990102100200", Level.COMMUNITY, None, 200),
        ("990102001003012", Level.GRID, GridKind.BASIC, 12),
        ("99010200100301205", Level.MICRO_GRID, None, 5),
        ("99010200100301205021", Level.BUILDING, None, 21),
        ("9901020010030120502102", Level.UNIT, None, 2),
    ],
)
def test_parse_reads_level_kind_and_sequence(code, level, kind, sequence):
    parsed = codes.parse(f" {code} ")

    assert (parsed.text, parsed.level, parsed.kind, parsed.sequence) == (code, level, kind, sequence)


def test_parse_says_what_is_wrong():
    with pytest.raises(codes.MalformedCode) as refusal:
        codes.parse("99010200100301")

    assert refusal.value.problem.rule == "length"


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("990100", ()),
        ("990102", ("990100",)),
        ("990102001", ("990100", "990102")),
        ("990102001003", ("990100", "990102", "990102001")),
        ("990102001003012", ("990100", "990102", "990102001", "990102001003")),
        ("990102001000705", ("990100", "990102", "990102001")),
        ("99010200100301200021", ("990100", "990102", "990102001", "990102001003", "990102001003012")),
    ],
)
def test_ancestors_lead_from_the_city_down(code, above):
    assert codes.ancestors(code) == above


@pytest.mark.parametrize(
    ("area", "code", "is_covered"),
    [
        ("990100", "990102001003012", True),
        ("990100", "990100", True),
        ("990100", "990203", False),
        ("990102", "990102001", True),
        ("990102001", "990102001", True),
        ("990102001", "990102", False),
        ("990102001", "990102011001", False),
    ],
)
def test_covers_is_the_prefix_rule(area, code, is_covered):
    assert codes.covers(area, code) is is_covered
