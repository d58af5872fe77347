import pytest

from partyorgs import directory


@pytest.fixture(autouse=True)
def _units(department, street):
    department("D00", name="属地街道办事处", short_name="属地街道", kind="placeholder", initials="sdjd")
    department("D07", name="澄明市公安局", short_name="市公安局", initials="sgaj")
    department("D14", name="澄明市城市管理局", short_name="市城管局", initials="scgj")
    department(
        "S990102003", name="北栈街道办事处", short_name="北栈街道办", kind="street", street=street, initials="bzjdb"
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("cgj", ["D14"]),
        ("CGJ", ["D14"]),
        ("gaj", ["D07"]),
        ("城市管理", ["D14"]),
        ("城管", ["D14"]),
        ("d14", ["D14"]),
        ("局", ["D07", "D14"]),
        (" 北栈 ", ["S990102003"]),
        ("街道", ["S990102003"]),  # never the placeholder
        ("xyz", []),
        ("", []),
        ("  ", []),
    ],
)
def test_find_by_what_people_type(text, codes):
    assert [unit.code for unit in directory.find(text)] == codes


def test_find_asks_once_and_answers_no_more_than_people_read(department, django_assert_num_queries):
    for number in range(40, 70):
        department(f"D{number}", short_name="某局")

    with django_assert_num_queries(1):
        assert len(directory.find("某局")) == directory.MOST


@pytest.mark.parametrize(("name", "letters"), [("市城管局", "scgj"), ("12345热线", "12345rx"), ("Lan 公司", "lan gs")])
def test_initials(name, letters):
    assert directory.initials(name) == letters
