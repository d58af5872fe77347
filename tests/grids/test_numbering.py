import pytest

from grids.numbering import Exhausted, next_free, under


@pytest.mark.parametrize(
    ("wanted", "taken", "given"),
    [
        ("990102001001004", {"990102001001001"}, "990102001001004"),
        ("990102001001001", {"990102001001001", "990102001001002"}, "990102001001003"),
        ("990102001001701", {"990102001001700", "990102001001701"}, "990102001001702"),  # industry stays industry
        ("990102100", {"990102100", "990102101"}, "990102102"),  # a town stays a town
        ("990102001200", {"990102001200"}, "990102001201"),  # a village stays a village
        ("99010200100100105", {"99010200100100105"}, "99010200100100101"),
        ("99010200100100100021", {"99010200100100100021"}, "99010200100100100001"),
    ],
)
def test_next_free_number_of_its_kind(wanted, taken, given):
    assert next_free(wanted, taken) == given


@pytest.mark.parametrize(
    ("parent", "code", "given"),
    [
        ("990103001", "990102003001", "990103001001"),
        ("990103001", "990102003000701", "990103001000701"),  # over the communities of the street
        ("990103001001009", "99010200300100105", "99010300100100905"),
        ("990103001001009", "99010200300100100021", "99010300100100900021"),
    ],
)
def test_place_keeps_its_number_under_another_if_it_is_free(parent, code, given):
    assert under(parent, code, ()) == given


def test_numbers_end():
    with pytest.raises(Exhausted):
        next_free("990102001001901", {f"990102001001{number}" for number in range(900, 1000)})
