"""That `make bench` starts and says things plainly. How fast anything is, no test asserts."""

import importlib
import pkgutil

import pytest

import bench
from bench import __main__ as command
from bench import measurements
from bench.figures import Figure, percentile, table


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(bench.__path__)])
def test_every_module_can_be_imported(name):
    importlib.import_module(f"bench.{name}")


def test_every_measurement_can_be_named():
    assert set(command.NAMES) == {measurement.name for measurement in measurements.MEASUREMENTS}


def test_an_unknown_name_is_refused_with_those_known(capsys):
    with pytest.raises(SystemExit):
        command.parse(["dispatches"])

    assert "no measurement dispatches: choose from" in capsys.readouterr().err


def test_a_figure_stands_beside_its_yardstick():
    commits = Figure("commits", 400, "/s")

    lines = table([commits, Figure("petitions", 50, "/s").against(commits)])

    assert lines == [
        "measured   figure  unit    ratio  beside",
        "commits       400  /s",
        "petitions    50.0  /s    0.125 ×  commits 400 /s",
    ]


@pytest.mark.parametrize(("share", "value"), [(50, 10), (95, 19), (100, 20)])
def test_percentile_is_a_value_that_was_measured(share, value):
    assert percentile(list(range(1, 21)), share) == value
