"""The one list: what it counts, shows, links and costs."""

import pytest
from django.db.models import Q
from django.utils import timezone, translation
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFromToRangeFilter,
    FilterSet,
    MultipleChoiceFilter,
)
from django_htmx.middleware import HtmxDetails

from core.components import Empty
from core.htmx import page
from core.listing import BulkAction, Column, Listing, Tab
from core.models import User

pytestmark = pytest.mark.django_db


class PeopleFilter(FilterSet):
    q = CharFilter(field_name="name", lookup_expr="icontains", label="Name")
    phone = ChoiceFilter(field_name="office_phone", choices=[("1", "One"), ("2", "Two")], label="Phone")
    language = MultipleChoiceFilter(choices=[("zh-hans", "Chinese"), ("en", "English")], label="Language")
    is_staff = BooleanFilter(label="Administrator")
    joined = DateFromToRangeFilter(field_name="date_joined", label="Joined")

    class Meta:
        model = User
        fields = []


COLUMNS = (
    Column("name", "Name", sort=("name",)),
    Column("login", "Last log-in", sort=("last_login",)),
    Column("phone", "Phone"),
)
TABS = (
    Tab("all", "All"),
    Tab("staff", "Administrators", Q(is_staff=True)),
    Tab("inactive", "Inactive", Q(is_active=False), alert=True, done="Nobody is inactive."),
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def person(username, **fields):
    return User.objects.create(username=username, name=fields.pop("name", username), **fields)


@pytest.fixture
def listing(rf):
    def build(query="", **options):
        settings = {
            "filterset": PeopleFilter,
            "columns": COLUMNS,
            "sort": "name",
            "row": "core/_gallery_row.html",
            "caption": "People",
            "tabs": TABS,
        }
        return Listing(rf.get(f"/people/{query}"), User.objects.all(), **settings | options)

    return build


# Counting ------------------------------------------------------------------------------------------------------------


def test_tabs_count_under_the_other_filters(listing):
    person("lan", is_staff=True)
    person("lei", is_staff=True, is_active=False)
    person("wei")

    tabs = listing("?q=l").tabs

    assert [(tab.label, tab.count) for tab in tabs] == [("All", 2), ("Administrators", 2), ("Inactive", 1)]


@pytest.mark.parametrize("tab", ["all", "staff", "inactive"])
def test_the_count_of_a_tab_is_the_total_of_its_list(listing, tab):
    person("lan", is_staff=True)
    person("wei", is_active=False)
    person("mei")

    people = listing(f"?tab={tab}&q=e")

    assert people.total == len(people.rows) == people.counts[tab]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_two_queries_at_any_length(listing, django_assert_num_queries, people):
    for number in range(people):
        person(f"u{number}")

    with django_assert_num_queries(2):
        shown = listing("?tab=all&sort=-login&is_staff=false")
        assert len(shown.rows) == people
        assert [shown.tabs, shown.chips, shown.headers, shown.page_links, shown.empty, shown.total]


def test_an_unknown_tab_is_the_first(listing):
    assert listing("?tab=elsewhere").tab.key == "all"


def test_a_list_without_tabs_shows_none(listing):
    person("lan")

    assert listing(tabs=()).tabs == []
    assert listing(tabs=()).total == 1


# Order and pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sort", "order"), [("login", ["old", "new", "never"]), ("-login", ["new", "old", "never"])])
def test_rows_without_a_value_come_last_in_both_directions(listing, sort, order):
    now = timezone.now()
    person("never")
    person("new", last_login=now)
    person("old", last_login=now - timezone.timedelta(days=1))

    assert [row.username for row in listing(f"?sort={sort}").rows] == order


def test_ties_are_settled_by_the_id(listing):
    ids = [person(f"u{number}", name="same").pk for number in range(5)]

    assert [row.pk for row in listing().rows] == ids


@pytest.mark.parametrize("sort", ["phone", "password", "--name", ""])
def test_only_sortable_columns_sort(listing, sort):
    assert [(header.label, header.direction) for header in listing(f"?sort={sort}").headers] == [
        ("Name", "ascending"),
        ("Last log-in", ""),
        ("Phone", ""),
    ]


def test_a_header_turns_its_order_round(listing):
    assert listing("?sort=name&page=2").headers[0].url == "/people/?sort=-name"
    assert listing("?sort=-name").headers[0].url == "/people/?sort=name"
    assert listing("?sort=-name").headers[0].direction == "descending"
    assert listing().headers[2].url == ""


def test_pages_keep_the_filters(listing):
    for number in range(45):
        person(f"u{number:02}")

    people = listing("?q=u&page=2")

    assert [row.username for row in people.rows] == [f"u{number}" for number in range(20, 40)]
    assert (people.previous_url, people.next_url) == ("/people/?q=u&page=1", "/people/?q=u&page=3")
    assert [(link.label, link.is_current) for link in people.page_links] == [("1", False), ("2", True), ("3", False)]


@pytest.mark.parametrize(("page", "shown"), [("99", 3), ("x", 1), ("0", 3), ("-1", 3)])
def test_a_page_that_is_not_there_is_the_nearest(listing, page, shown):
    for number in range(45):
        person(f"u{number}")

    assert listing(f"?page={page}").page.number == shown


@pytest.mark.parametrize(("per", "size"), [("50", 50), ("100", 100), ("7", 20), ("1000", 20), ("x", 20)])
def test_the_page_size_is_one_of_three(listing, per, size):
    assert listing(f"?per={per}").size == size


# Filters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("?q=lan&tab=staff", [("Name", "lan", "/people/?tab=staff")]),
        ("?phone=2&page=3", [("Phone", "Two", "/people/")]),
        ("?language=en&language=zh-hans", [
            ("Language", "English", "/people/?language=zh-hans"),
            ("Language", "Chinese", "/people/?language=en"),
        ]),
        ("?is_staff=false", [("Administrator", "no", "/people/")]),
        ("?joined_after=2026-11-01&joined_before=2026-11-20", [("Joined", "2026-11-01 to 2026-11-20", "/people/")]),
        ("?joined_after=2026-11-01", [("Joined", "from 2026-11-01", "/people/")]),
        ("?joined_before=2026-11-20&q=", [("Joined", "until 2026-11-20", "/people/")]),
        ("?q=&phone=", []),
    ],
)  # fmt: skip
def test_every_filter_in_force_has_a_chip_that_takes_it_off(listing, query, chips):
    assert [(chip.label, chip.value, chip.url) for chip in listing(query).chips] == chips


def test_a_filter_that_makes_no_sense_is_named_and_left_out(listing):
    person("lan")

    people = listing("?phone=9&joined_after=yesterday")

    assert people.total == 1
    assert people.problems == [
        "Phone: Select a valid choice. 9 is not one of the available choices.",
        "Joined: Enter a valid date.",
    ]


def test_controls_say_themselves_what_they_are(listing):
    fields = {field.name: str(field) for field in listing().filters}

    assert 'placeholder="Name"' in fields["q"]
    assert '<option value="" selected>Phone: all</option>' in fields["phone"]
    assert '<option value="" selected>Administrator: all</option>' in fields["is_staff"]
    assert fields["joined"].count('type="date"') == 2
    assert all('aria-label="' in html for html in fields.values())


def test_filters_can_stand_back_until_they_are_in_force(listing):
    assert [field.name for field in listing(more=("joined", "language")).more_filters] == ["joined", "language"]
    assert not listing("?q=lan", more=("joined",)).is_more_open
    assert listing("?joined_after=2026-11-01", more=("joined",)).is_more_open


def test_a_search_keeps_tab_order_and_size_but_not_the_page(listing):
    assert listing("?tab=staff&sort=-name&per=50&page=4&q=x").kept == [
        ("tab", "staff"),
        ("sort", "-name"),
        ("per", "50"),
    ]


NO_MATCH = Empty("No entry matches these filters", "", "filtered", "/people/?tab=staff", "Clear all filters")

# Nothing to show -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "empty"),
    [
        ("", Empty("Nobody yet", url="/people/new/", action="Add")),
        ("?q=zz&tab=staff", NO_MATCH),
        ("?tab=inactive", Empty("Nobody is inactive.", kind="done")),
        ("?tab=staff", Empty("No entries under “Administrators” at the moment.", kind="done")),
    ],
)  # fmt: skip
def test_an_empty_list_says_why(listing, query, empty):
    nobody = Empty("Nobody yet", url="/people/new/", action="Add")

    assert listing(query, empty=nobody).empty == empty


def test_a_list_with_rows_is_not_empty(listing):
    person("lan")

    assert listing().empty is None


# The page and its fragment -------------------------------------------------------------------------------------------


def drawn(request, listing, *, htmx=False, **headers):
    if htmx:
        request.META["HTTP_HX_REQUEST"] = "true"
        request.META.update(headers)
    request.htmx = HtmxDetails(request)
    request.user = User(pk=1, username="wei", name="Wei")
    context = {"listing": listing, "faces": [None] * 3, "messages": []}
    return page(request, "_components/list.html", context, fragment=listing.fragment).content.decode()


def test_a_search_answers_with_rows_tabs_and_an_announcement(listing, rf):
    person("lan")

    html = drawn(rf.get("/people/?q=l"), listing("?q=l"), htmx=True)

    assert "<form" not in html
    assert html.index('id="list-results"') < html.index('id="list-tabs"')
    assert html.count('hx-swap-oob="true"') == 1
    assert '<div id="announcer" hx-swap-oob="innerHTML">1 entry</div>' in html


@pytest.mark.parametrize("header", ["HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST"])
def test_the_back_button_gets_the_whole_list(listing, rf, header):
    assert 'id="filters"' in drawn(rf.get("/people/"), listing(), htmx=True, **{header: "true"})


def test_a_swapped_part_equals_the_fresh_one(listing, rf):
    person("lan")
    whole = drawn(rf.get("/people/?q=l"), listing("?q=l"))
    part = drawn(rf.get("/people/?q=l"), listing("?q=l"), htmx=True)

    results = part[part.index('<div id="list-results">') : part.index('<nav class="tabs"')].strip()
    tabs = part[part.index('<nav class="tabs"') : part.index("</nav>", part.index('id="list-tabs"'))]

    assert results in whole
    assert tabs.replace(' hx-swap-oob="true"', "") in whole


def test_rows_can_be_chosen_only_where_something_can_be_done(listing, rf):
    person("lan")
    urge = BulkAction("Urge", "/people/urge/")

    assert 'name="ids"' not in drawn(rf.get("/people/"), listing())
    html = drawn(rf.get("/people/?q=l"), listing("?q=l", bulk=(urge,)))
    assert 'name="ids"' in html
    assert 'formaction="/people/urge/?q=l"' in html
