"""The year in the browser: what the office runs, what a unit sees of itself, and every number opened."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from core import jobs, kept
from core.enums import JobState
from core.models import CalendarYear, Job, User
from partyorgs.enums import DepartmentSystem, Role
from partyorgs.models import RoleGrant
from petitions.models import Assignment, WorkOrder
from reports import rollup
from reports.enums import Gate
from reports.models import AssessmentCycle, AssessmentResult, AssessmentTarget
from tests.reports import d1_rows
from tests.reports.year import SPRING, SUMMER, locked_year, open_year, rolled_up, start

SINCE = date(2015, 1, 1)


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"
    with override("en"):
        yield


@pytest.fixture
def units(db):
    d1_rows.unit("D16", "C局")
    return d1_rows.load()


def person(client, username, *grants):
    user, _ = User.objects.get_or_create(username=username, defaults={"name": username.title()})
    RoleGrant.objects.bulk_create(RoleGrant(user=user, valid_from=SINCE, **grant) for grant in grants)
    client.force_login(user)
    return client


@pytest.fixture
def mei(client, db):
    return person(client, "mei", {"role": Role.OFFICE_ADMIN})


@pytest.fixture
def wei(client, units):
    """Liaison of department A."""
    return person(client, "wei", {"role": Role.LIAISON, "department": units["A"]})


@pytest.fixture
def leader(client, units):
    return person(client, "lead", {"role": Role.DEPT_LEADER, "department": units["A"]})


@pytest.fixture
def auditor(client, units):
    return person(client, "zhou", {"role": Role.AUDITOR})


@pytest.fixture
def nobody(client, units):
    return person(client, "sun", {"role": Role.GRID_WORKER, "area_code": "990102003001"})


def gate_url(gate=Gate.YEAR_END, year=2026):
    return reverse("reports:gate", args=[year, gate])


def figure_url(unit, indicator, gate=Gate.YEAR_END):
    return reverse("reports:figure", args=[2026, gate, unit, indicator])


def cells(answer):
    """The printed table: text of each cell by unit."""
    table = answer.context["table"]
    rows = [row for group in table.groups for row in group.rows] + ([table.whole] if table.whole else [])
    return {row.code: [cell.text for cell in row.cells] for row in rows}


# The table -----------------------------------------------------------------------------------------------------------


def test_the_office_sees_every_unit_by_code_within_its_peer_group(mei, units):
    d1_rows.unit("D02", "燃气公司", DepartmentSystem.PUBLIC_SERVICE)
    rolled_up(locked_year())

    answer = mei.get(gate_url())

    groups = answer.context["table"].groups
    assert [(group.label, [row.code for row in group.rows]) for group in groups] == [
        ("city departments", ["D14", "D15", "D16"]),
        ("public service enterprises", ["D02"]),
    ]


def test_the_table_shows_d1(mei, units):
    rolled_up(locked_year())

    shown = cells(mei.get(gate_url()))

    #                composite  response  solved    satisfied  on time   returns   rework
    assert shown == {
        "D14": ["75.83", "83.33%", "66.67%", "83.33%", "77.78%", "18.18%", "22.22%"],
        "D15": ["76.39", "88.89%", "62.50%", "87.50%", "80.00%", "18.18%", "10.00%"],
        "D16": ["—", "—", "—", "—", "—", "—", "—"],
        "all": ["76.17", "86.67%", "64.29%", "85.71%", "78.95%", "18.18%", "15.79%"],
    }  # fmt: skip


def test_each_number_says_what_it_rests_on_and_opens(mei, units):
    rolled_up(locked_year())

    answer = mei.get(gate_url())

    solved = answer.context["table"].groups[0].rows[0].cells[2]
    assert (solved.parts, solved.target, solved.url) == ("4/6", "90%", figure_url("D14", "solved_rate"))
    assert f'<a href="{solved.url}">66.67%</a><br><small>4/6 · target 90%</small>' in answer.content.decode()


def test_bands_stand_in_words_and_never_for_a_small_sample(mei, units):
    WorkOrder.objects.filter(lead=units["B"], number__in=[f"GD20260302{n:06}" for n in (11, 12, 13, 15)]).update(
        solved="", rating=None
    )
    rolled_up(locked_year())

    big, small = (row.cells[0] for row in mei.get(gate_url()).context["table"].groups[0].rows[:2])

    assert (big.band.label, big.is_small) == ("fair", False)
    assert (small.band, small.is_small) == (None, True)


def test_mid_year_shows_the_way_to_the_target_in_words(mei, units):
    rolled_up(locked_year(), Gate.MID_YEAR, SUMMER)

    answer = mei.get(gate_url(Gate.MID_YEAR))

    table = answer.context["table"]
    assert table.scored == "Progress"
    standing = table.groups[0].rows[0].standing
    assert (standing.total, standing.expected, standing.word) == ("21.85", "50.00", "behind")
    assert table.groups[0].rows[2].standing is None


def test_the_year_start_has_no_score(mei, units):
    rolled_up(open_year(), Gate.YEAR_START, SPRING)

    assert mei.get(gate_url(Gate.YEAR_START)).context["table"].scored == ""


def test_figures_before_the_end_of_the_period_are_provisional(mei, units):
    rolled_up(locked_year(), at=SUMMER)

    answer = mei.get(gate_url())

    assert "provisional" in answer.content.decode()


def test_an_older_snapshot_stays_at_hand(mei, units):
    year = locked_year()
    old = rolled_up(year, at=SUMMER)
    WorkOrder.objects.filter(number__endswith="07").update(solved="solved")
    rolled_up(year)

    assert cells(mei.get(gate_url()))["D14"][2] == "83.33%"
    older = mei.get(gate_url(f"year_end-{old.pk}"))
    assert cells(older)["D14"][2] == "66.67%"
    link = older.context["table"].groups[0].rows[0].cells[2].url
    assert link == figure_url("D14", "solved_rate", f"year_end-{old.pk}")
    assert mei.get(link).context["figure"].text == "66.67%"
    assert mei.get(gate_url("year_end-0")).status_code == 404
    assert mei.get(gate_url("mid_year-" + str(old.pk))).status_code == 404


def test_a_gate_without_figures_says_what_it_will_show(mei, units):
    locked_year()

    answer = mei.get(gate_url(Gate.MID_YEAR))

    assert "No figures have been taken yet" in answer.content.decode()
    assert mei.get(gate_url("quarter")).status_code == 404


# Who sees what -------------------------------------------------------------------------------------------------------


def test_a_unit_sees_its_own_row_only(wei, units):
    rolled_up(locked_year())

    assert list(cells(wei.get(gate_url()))) == ["D14"]
    assert wei.get(figure_url("D15", "rework_rate")).status_code == 403
    assert wei.get(figure_url("all", "rework_rate")).status_code == 403


def test_a_unit_learns_what_petitioners_answered_from_five_answers_on(wei, units):
    WorkOrder.objects.filter(lead=units["A"], number__in=[f"GD20260302{n:06}" for n in (1, 2)]).update(
        solved="", rating=None
    )
    rolled_up(locked_year())

    answer = wei.get(gate_url())
    page = wei.get(figure_url("D14", "satisfied_rate")).content.decode()

    row = answer.context["table"].groups[0].rows[0]
    assert [cell.text for cell in row.cells] == [
        "fewer than 5", "83.33%", "fewer than 5", "fewer than 5", "77.78%", "18.18%", "22.22%"
    ]  # fmt: skip
    assert row.standing is None
    assert "75.00" not in page
    assert "3 ÷ 4" not in page


def test_a_unit_opens_the_orders_behind_its_own_work_and_not_behind_answers(wei, units):
    rolled_up(locked_year())

    own = wei.get(figure_url("D14", "rework_rate"))
    answers = wei.get(figure_url("D14", "satisfied_rate"))

    assert own.context["listing"].total == 9
    assert answers.context["listing"] is None
    assert "never order by order" in answers.content.decode()


def test_nor_does_somebody_of_the_unit_who_also_serves_at_the_office(client, wei, units):
    rolled_up(locked_year())
    both = person(client, "wei", {"role": Role.SUPERVISOR})

    lists = {unit: both.get(figure_url(unit, "satisfied_rate")).context["listing"] for unit in ("D14", "D15")}

    assert lists["D14"] is None
    assert lists["D15"] is not None


def test_an_auditor_sees_all_figures_and_no_case(auditor, units):
    rolled_up(locked_year())

    answer = auditor.get(figure_url("D14", "rework_rate"))

    assert set(cells(auditor.get(gate_url()))) == {"D14", "D15", "D16", "all"}
    assert answer.context["listing"] is None
    assert "D1 第" not in answer.content.decode()


def test_who_has_no_part_in_it_is_not_admitted(nobody, units):
    rolled_up(locked_year())

    for url in (reverse("reports:years"), gate_url(), figure_url("D14", "rework_rate")):
        assert nobody.get(url).status_code == 403
    assert "/assessments/" not in nobody.get(reverse("petitions:workbench")).content.decode()


@pytest.mark.parametrize("name", ["open-year", "lock", "publish", "roll-up", "sign-targets"])
def test_only_the_administrator_runs_the_year(wei, units, name):
    open_year()
    args = {
        "open-year": [],
        "roll-up": [2026, Gate.YEAR_START],
        "sign-targets": [2026, "D14"],
    }.get(name, [2026])

    assert wei.post(reverse(f"reports:{name}", args=args), {"year": 2027}).status_code == 403
    assert wei.get(reverse("reports:unit-targets", args=[2026, "D14"])).status_code == 403


# Behind a figure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "all_counted", "counted"),
    [
        ("response_rate", {1, 2, 3, 6, 7, 10}, {1, 2, 3, 6, 7}),
        ("solved_rate", {1, 2, 3, 6, 7, 10}, {1, 2, 6, 10}),
        ("on_time_rate", {1, 2, 3, 4, 5, 6, 7, 9, 10}, {1, 2, 4, 5, 6, 9, 10}),
        ("rework_rate", {1, 2, 3, 4, 5, 6, 7, 9, 10}, {3, 7}),
        ("return_rate", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13}, {3, 13}),
        ("suspended_rate", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {8}),
    ],
)
def test_the_list_shows_the_orders_that_were_counted(mei, units, indicator, all_counted, counted):
    rolled_up(locked_year())

    answer = mei.get(figure_url("D14", indicator))

    rows = {int(order.number[-6:]): order.is_counted for order in answer.context["listing"].rows}
    assert set(rows) == all_counted
    assert {number for number, is_counted in rows.items() if is_counted} == counted
    assert not answer.context["has_moved"]


def test_the_list_can_be_narrowed_to_what_the_numerator_has(mei, units):
    rolled_up(locked_year())

    answer = mei.get(figure_url("D14", "solved_rate"), {"tab": "rest"})

    assert [order.number[-2:] for order in answer.context["listing"].rows] == ["03", "07"]


def test_a_figure_shows_its_definition_and_its_arithmetic(mei, units):
    rolled_up(locked_year())

    facts = {fact.label: str(fact.value) for fact in mei.get(figure_url("D14", "solved_rate")).context["facts"]}

    assert facts["Calculation"] == "4 ÷ 6 × 100 = 66.67%"
    assert facts["Definition"] == "Orders the petitioner calls solved ÷ orders with an effective follow-up."
    assert facts["Target"] == "90.00%; points from 60.00% on; weight 30"
    assert facts["Adds to the score"] == "6.67"


def test_a_score_of_parts_leads_to_its_parts(mei, units):
    rolled_up(locked_year())

    figure = mei.get(figure_url("D14", "composite_score")).context["figure"]

    assert [(part.text, part.parts, part.url) for part in figure.parts] == [
        ("83.33%", "5/6", figure_url("D14", "response_rate")),
        ("66.67%", "4/6", figure_url("D14", "solved_rate")),
        ("83.33%", "5/6", figure_url("D14", "satisfied_rate")),
    ]


def test_the_figure_of_all_leads_to_that_of_each_unit(mei, units):
    rolled_up(locked_year())

    figure = mei.get(figure_url("all", "solved_rate")).context["figure"]

    assert [(part.label, part.parts) for part in figure.parts] == [("A局", "4/6"), ("B局", "5/8")]


def test_orders_that_have_gone_on_since_are_admitted(mei, units):
    rolled_up(locked_year())
    WorkOrder.objects.filter(number__endswith="07").update(solved="", rating=None)

    answer = mei.get(figure_url("D14", "solved_rate"))

    assert "The figure was frozen from 6 facts; the list has 5 orders." in answer.content.decode()


@pytest.mark.parametrize(("unit", "indicator"), [("D99", "solved_rate"), ("D14", "per_10k"), ("D14", "nonsense")])
def test_a_figure_that_is_not_there_is_not_found(mei, units, unit, indicator):
    rolled_up(locked_year())

    assert mei.get(figure_url(unit, indicator)).status_code == 404


# Running the year ----------------------------------------------------------------------------------------------------


def test_the_year_is_opened_set_locked_taken_and_published_in_the_browser(
    mei, units, django_capture_on_commit_callbacks
):
    assert mei.post(reverse("reports:open-year"), {"year": 2024}).url == reverse("reports:targets", args=[2024])
    mei.post(reverse("reports:lock", args=[2024]))
    started = mei.post(reverse("reports:roll-up", args=[2024, Gate.YEAR_END]))
    job = Job.objects.get()
    waiting = mei.get(started.url).content.decode()
    rollup.roll_up(jobs.begin(job.pk))
    shown = mei.get(started.url, headers={"HX-Request": "true"})
    mei.post(reverse("reports:publish", args=[2024]))

    assert 'hx-trigger="every 2s"' in waiting
    assert job.state == JobState.QUEUED
    assert (job.owner.username, job.total) == ("mei", 3)
    assert list(cells(shown)) == ["D14", "D15", "D16", "all"]
    assert 'hx-trigger="every 2s"' not in shown.content.decode()
    assert "<html" not in shown.content.decode()
    assert AssessmentCycle.objects.get().is_published


def test_a_year_that_is_open_is_refused_with_the_remedy(mei, units):
    open_year(2026)

    answer = mei.post(reverse("reports:open-year"), {"year": 2026})

    assert answer.status_code == 422
    assert "The year 2026 is open already. Choose another year." in answer.content.decode()


def test_a_roll_up_before_the_lock_says_what_to_do(mei, units):
    open_year()

    answer = mei.post(reverse("reports:roll-up", args=[2026, Gate.YEAR_END]), follow=True)

    assert "The targets of the year are not locked. Lock them, then roll up." in answer.content.decode()
    assert not Job.objects.exists()


def test_a_roll_up_of_days_nobody_has_entered_says_so(mei, units):
    locked_year(2026)
    CalendarYear.objects.all().delete()
    kept.forget_all()

    answer = mei.post(reverse("reports:roll-up", args=[2026, Gate.YEAR_END]), follow=True)

    assert "The working calendar" in answer.content.decode()


def test_a_colleague_sees_the_bar_without_the_cancel_button(mei, client, units):
    start(locked_year())
    person(client, "chen", {"role": Role.SUPERVISOR})

    page = client.get(gate_url()).content.decode()

    assert "Started by Mei: 0 of 3 units." in page
    assert "Cancel the job" not in page


def test_a_failed_roll_up_is_shown_to_who_comes_back(mei, units):
    job = jobs.begin(start(locked_year()).pk)
    jobs.fail(job, note="The roll-up failed. Start it again.")

    assert "The roll-up failed." in mei.get(gate_url()).content.decode()


# Targets -------------------------------------------------------------------------------------------------------------


def target_values(year, **changes):
    return {line.code: str(line.target) for line in year.indicators.order_by("place")} | changes


def test_targets_are_set_unit_by_unit(mei, units):
    year = open_year()

    answer = mei.post(
        reverse("reports:unit-targets", args=[2026, "D14"]), target_values(year, solved_rate="88", reason="")
    )

    assert answer.url == reverse("reports:targets", args=[2026])
    assert AssessmentTarget.objects.get(department=units["A"], indicator__code="solved_rate").value == 88


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"solved_rate": "60"}, "solved_rate", "The target must lie on the better side of 60.00."),
        ({"solved_rate": "many"}, "solved_rate", "Enter a number."),
        ({"solved_rate": "85"}, "reason", "Give the reason for the change"),
    ],
)
def test_a_target_that_cannot_be_set_says_which_and_why(mei, units, changes, field, words):
    year = locked_year()

    answer = mei.post(reverse("reports:unit-targets", args=[2026, "D14"]), target_values(year, **changes))

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])


def test_a_changed_target_shows_the_old_value_struck_through(mei, units):
    year = locked_year()
    mei.post(
        reverse("reports:unit-targets", args=[2026, "D14"]),
        target_values(year, solved_rate="85", reason="机构改革"),
    )

    page = mei.get(reverse("reports:unit-targets", args=[2026, "D14"])).content.decode()

    assert "<del>90.00%</del>" in page


def test_the_leader_in_charge_signs_for_the_unit(leader, units):
    open_year()
    before = leader.get(reverse("reports:targets", args=[2026]))

    leader.post(reverse("reports:sign-targets", args=[2026, "D14"]))

    after = leader.get(reverse("reports:targets", args=[2026]))
    assert [row.unit.code for row in before.context["rows"]] == ["D14"]
    assert "Sign the targets" in before.content.decode()
    assert "Sign the targets" not in after.content.decode()
    assert after.context["rows"][0].signed.signed_by_name == "Lead"
    assert leader.post(reverse("reports:sign-targets", args=[2026, "D15"])).status_code == 403


# Cost ----------------------------------------------------------------------------------------------------------------


def with_units(count):
    for number in range(count):
        d1_rows.unit(f"D{40 + number}", f"局{number}")


@pytest.mark.parametrize("more", [1, 3])
def test_the_table_costs_the_same_whatever_the_number_of_units(mei, units, django_assert_num_queries, more):
    with_units(more)
    year = locked_year()
    rolled_up(year)
    for _ in range(more):
        rolled_up(year)
    mei.get(gate_url())

    with django_assert_num_queries(9):
        mei.get(gate_url())


@pytest.mark.parametrize("orders", [1, 3])
@pytest.mark.parametrize(("indicator", "queries"), [("rework_rate", 11), ("return_rate", 11)])
def test_the_list_behind_costs_the_same_at_one_row_and_at_three(
    mei, units, django_assert_num_queries, indicator, queries, orders
):
    kept = [f"GD20260302{n:06}" for n in range(1, orders + 1)]
    WorkOrder.objects.exclude(number__in=kept).update(dispatched_at=SPRING.replace(year=2020))
    Assignment.objects.exclude(work_order__number__in=kept).update(dispatched_at=SPRING.replace(year=2020))
    rolled_up(locked_year())
    mei.get(figure_url("D14", indicator))

    with django_assert_num_queries(queries):
        answer = mei.get(figure_url("D14", indicator))
    assert answer.context["listing"].total == orders


@pytest.mark.parametrize("more", [1, 3])
def test_the_targets_cost_the_same_whatever_the_number_of_units(mei, units, django_assert_num_queries, more):
    with_units(more)
    locked_year()
    mei.get(reverse("reports:targets", args=[2026]))

    with django_assert_num_queries(9):
        mei.get(reverse("reports:targets", args=[2026]))


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_of_years_costs_the_same_whatever_their_number(mei, units, django_assert_num_queries, more):
    for number in range(more):
        rolled_up(open_year(2024 + number), Gate.YEAR_START, SPRING)
    mei.get(reverse("reports:years"))

    with django_assert_num_queries(7):
        mei.get(reverse("reports:years"))


def test_the_address_of_a_year_leads_to_its_newest_figures(mei, units):
    year = locked_year()

    assert mei.get(reverse("reports:year", args=[2026])).url == gate_url(Gate.YEAR_START)
    rolled_up(year, Gate.MID_YEAR, SUMMER)
    assert mei.get(reverse("reports:year", args=[2026])).url == gate_url(Gate.MID_YEAR)


def test_looking_changes_nothing(mei, units):
    rolled_up(locked_year())
    before = (AssessmentResult.objects.count(), Job.objects.count(), AssessmentTarget.objects.count())

    for url in (reverse("reports:years"), gate_url(), figure_url("D14", "solved_rate")):
        mei.get(url)

    assert before == (AssessmentResult.objects.count(), Job.objects.count(), AssessmentTarget.objects.count())


def test_a_year_in_which_nothing_is_final_cannot_be_published(mei, units):
    locked_year()

    answer = mei.post(reverse("reports:publish", args=[2026]), follow=True)

    assert "There is no final year-end result to publish." in answer.content.decode()
