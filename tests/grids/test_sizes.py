import pytest
from django.utils import translation

from grids import sizes
from grids.models import Area, Grid

CASES = [
    # kind of the community, kind of the grid, households, the first words of the verdict
    ("urban", "basic", 299, "fewer"),
    ("urban", "basic", 300, "within"),
    ("urban", "basic", 500, "within"),
    ("urban", "basic", 501, "more"),
    ("urban", "basic", 0, None),
    ("rural", "basic", 40, None),
    ("park", "basic", 3, None),
    ("", "basic", 40, None),
    ("urban", "industry", 4000, None),
]


@pytest.mark.parametrize(("setting", "kind", "households", "verdict"), CASES)
def test_only_base_grids_in_towns_have_a_usual_size(town, grid, setting, kind, households, verdict):
    Area.objects.filter(code="990102001001").update(kind=setting)
    code = "990102001001009" if kind == "basic" else "990102001001709"
    row = grid(code, kind=kind, households=households, community=Area.objects.get(code="990102001001"))

    said = sizes.verdict(row)

    with translation.override("en"):
        assert (str(said.words).split()[0] if said else None) == verdict
    is_unusual = verdict in ("fewer", "more")
    assert bool(said and said.is_unusual) == is_unusual
    assert Grid.objects.filter(sizes.outside(), pk=row.pk).exists() == is_unusual
