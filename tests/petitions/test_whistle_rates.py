"""What a year of whistles says."""

from petitions import whistle_rates
from petitions.recent import Share
from petitions.whistle_rates import Blown, Called
from tests.petitions.whistling import moment


def test_the_three_shares():
    due, soon, late = moment("2026-11-18T10:30"), moment("2026-11-18T10:30"), moment("2026-11-18T10:31")
    calls = [Called(due, soon), Called(due, late), Called(due, None), Called(None, late)]
    blown = [Blown(True, "justified"), Blown(True, "not"), Blown(True, "partly"), Blown(False)]

    assert whistle_rates.arrival(calls) == Share(2, 4)
    assert whistle_rates.completion(blown) == Share(3, 4)
    assert whistle_rates.unjustified(blown) == Share(1, 4)
    assert whistle_rates.unjustified([]).value is None
