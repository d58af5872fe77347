"""Trying a proposed list on a year of petitions: the report equals a count by hand, and nothing is touched."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import jobs
from core.enums import JobState
from core.models import Event, Job
from partyorgs.enums import DutyPart, RevisionState
from partyorgs.models import DutyItem
from petitions import catalogue, dutytrials, tasks
from petitions.enums import Status
from petitions.models import Assignment, DispatchRule, DispatchSuggestion, DutyTrial, WorkOrder
from petitions.refusals import NotAllowed
from tests.factories import HALLWAY, MANHOLE, OTHER_GRID, PAVEMENT, order_in, submit_petition
from tests.petitions.duties import DAY, adds, drops, end, gives, propose

LIVE = (WorkOrder, Assignment, DispatchSuggestion, DispatchRule, DutyItem, Event)


def stand():
    """Every live row, as it stands."""
    return {model: list(model.objects.order_by("pk").values()) for model in LIVE}


def tried(revision, owner):
    job = dutytrials.ask_for(revision, owner=owner)
    tasks.try_duty_list(job_id=job.pk)
    return DutyTrial.objects.get(revision=revision)


@pytest.fixture
def year(city, wednesday):
    """Four pavements (two of them solved), one manhole, two hallways; and what no list would give to anybody."""
    closed = [order_in(Status.CLOSED, at=wednesday - days * DAY) for days in (1, 2)]
    pavements = [*closed, order_in(Status.HANDLING), order_in(Status.DISPATCHED)]
    manhole = order_in(Status.HANDLING, category=MANHOLE)
    hallways = [order_in(Status.HANDLING, category=HALLWAY), order_in(Status.DISPATCHED, category=HALLWAY)]
    order_in(Status.NOT_ACCEPTED)
    order_in(Status.HANDLING, at=wednesday - timedelta(days=400))  # of the year before
    return {"pavements": pavements, "manhole": manhole, "hallways": hallways}


@pytest.fixture
def proposal(city, wednesday):
    """The pavements move to another unit, the hallways are dropped."""
    day = wednesday.date() + 30 * DAY
    return propose(gives(f"C-{PAVEMENT}", city.water), drops(f"C-{HALLWAY}"), on=day)


def test_the_report_equals_a_count_by_hand(year, proposal, cast):
    spent = sum(order.handle_minutes or 0 for order in year["pavements"])

    trial = tried(proposal, cast.mei)

    roads, water = {"code": "D14", "name": "市城管局"}, {"code": "D16", "name": "市水务局"}
    result = trial.result
    assert spent > 0
    assert (trial.tried, trial.moved) == (7, 4)
    assert [(line["from"], line["to"], line["cases"], line["minutes"]) for line in result["moves"]] == [
        (roads, water, 4, spent)
    ]
    assert result["units"] == [
        {"unit": roads, "gained": 0, "gained_minutes": 0, "lost": 4, "lost_minutes": spent},
        {"unit": water, "gained": 4, "gained_minutes": spent, "lost": 0, "lost_minutes": 0},
    ]
    assert [(gap["category"], gap["cases"], gap["because"][0]) for gap in result["gaps"]] == [(HALLWAY, 2, "no_duty")]
    assert set(result["gaps"][0]["samples"]) <= {order.pk for order in year["hallways"]}
    assert (result["closed"], result["overlaps"], result["refused"]["cases"]) == ([], [], 0)


def test_a_trial_touches_no_live_row(year, proposal, cast):
    before = stand()

    tried(proposal, cast.mei)

    assert stand() == before


def test_an_item_that_returns_closes_its_gap(city, wednesday, cast):
    order_in(Status.HANDLING)
    end(f"C-{PAVEMENT}", on=wednesday.date())
    proposal = propose(adds(f"C-{PAVEMENT}", city.water, PAVEMENT), on=wednesday.date() + DAY)

    trial = tried(proposal, cast.mei)

    assert [(line["category"], line["cases"]) for line in trial.result["closed"]] == [(PAVEMENT, 1)]
    assert (trial.moved, trial.result["gaps"]) == (0, [])


def test_a_second_item_for_the_same_matter_is_an_overlap(city, wednesday, cast):
    order_in(Status.HANDLING)
    proposal = propose(adds("N-1", city.water, PAVEMENT), on=wednesday.date() + DAY)

    trial = tried(proposal, cast.mei)

    (overlap,) = trial.result["overlaps"]
    assert (overlap["category"], overlap["duties"], overlap["cases"]) == (PAVEMENT, [f"C-{PAVEMENT}", "N-1"], 1)
    assert [unit["code"] for unit in overlap["units"]] == ["D14", "D16"]
    assert trial.moved == 0  # the older row of the catalogue goes on counting


def test_what_would_go_to_a_street_without_its_list_allowing_it_is_counted(city, wednesday, cast):
    order_in(Status.HANDLING, category=HALLWAY)
    placeholder = DutyItem.objects.get(code=f"C-{HALLWAY}").lead
    proposal = propose(gives(f"C-{HALLWAY}", placeholder, part=DutyPart.RECLAIMED), on=wednesday.date() + DAY)

    result = tried(proposal, cast.mei).result

    assert (result["refused"]["cases"], result["newly_refused"]["cases"]) == (1, 1)
    assert [(gap["category"], gap["because"][0]) for gap in result["gaps"]] == [(HALLWAY, "grassroots_guard")]


def test_places_are_told_apart_as_far_as_the_rules_do(city, wednesday, cast):
    """A rule for one street moves the petitions of that street, and of no other."""
    here, _elsewhere = order_in(Status.HANDLING), order_in(Status.DISPATCHED, grid_code=OTHER_GRID)
    proposal = propose(adds("N-1", city.water, PAVEMENT, street=city.street), on=wednesday.date() + DAY)

    trial = tried(proposal, cast.mei)

    assert [(line["cases"], line["samples"]) for line in trial.result["moves"]] == [(1, [here.pk])]


# --- the work of the job


def test_a_double_click_is_one_trial(proposal, cast):
    assert dutytrials.ask_for(proposal, owner=cast.mei) == dutytrials.ask_for(proposal, owner=cast.mei)


def test_it_can_be_called_off_and_keeps_nothing(year, proposal, cast, monkeypatch):
    job = dutytrials.ask_for(proposal, owner=cast.mei)
    monkeypatch.setattr(jobs, "cancel_requested", lambda job: True)

    tasks.try_duty_list(job_id=job.pk)

    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert not DutyTrial.objects.exists()


def test_the_bar_counts_petitions(year, proposal, cast):
    tried(proposal, cast.mei)

    job = Job.objects.get(kind=dutytrials.JOB)
    assert (job.state, job.done, job.total) == (JobState.DONE, 7, 7)


def test_what_was_decided_is_not_tried_any_more(city, wednesday, cast):
    proposal = propose(drops(f"C-{HALLWAY}"), on=wednesday.date())
    type(proposal).objects.filter(pk=proposal.pk).update(state=RevisionState.APPROVED, decided_at=wednesday)
    proposal.refresh_from_db()

    with pytest.raises(NotAllowed) as refusal:
        dutytrials.ask_for(proposal, owner=cast.mei)

    assert refusal.value.code == "decided"


def test_a_trial_is_old_once_the_proposal_or_the_lists_have_changed(city, year, proposal, cast):
    trial = tried(proposal, cast.mei)
    assert dutytrials.is_current(trial)

    proposal.changes.filter(code=f"C-{PAVEMENT}").update(lead=city.traffic)
    assert not dutytrials.is_current(trial)

    proposal.changes.filter(code=f"C-{PAVEMENT}").update(lead=city.water)
    end(f"C-{MANHOLE}", on=trial.on)
    assert not dutytrials.is_current(trial)


def test_the_proposed_lists_are_made_without_the_database(proposal, django_assert_num_queries):
    lists, lines = catalogue.read(), dutytrials.lines_of(proposal)

    with django_assert_num_queries(0):
        dutytrials.revised(lists, lines, proposal.effective_on).catalogue()


# --- its page


def url_of(proposal, name="petitions:duty-trial"):
    return reverse(name, args=[proposal.pk])


def test_mei_tries_it_and_reads_the_report(year, proposal, cast, sit_down, monkeypatch):
    monkeypatch.setattr(tasks.try_duty_list, "delay", lambda **given: tasks.try_duty_list(**given))
    mei = sit_down(cast.mei)

    response = mei.post(url_of(proposal, "petitions:duty-trial-begin"), follow=True)

    assert response.status_code == 200
    shown = {number for line in response.context["report"]["gaps"] for number in line["samples"]}
    assert shown
    assert shown <= {order.number for order in year["hallways"]}
    assert response.context["is_current"]
    assert "New gaps: nobody would lead" in response.content.decode()


def test_a_unit_reads_the_figures_and_only_its_own_numbers(year, proposal, cast, sit_down):
    tried(proposal, cast.mei)

    response = sit_down(cast.chen).get(url_of(proposal))

    report = response.context["report"]
    assert [(line["cases"], line["samples"]) for line in report["moves"]] == [(4, [])]
    assert not response.context["may_try"]
    assert year["pavements"][0].number not in response.content.decode()


def test_a_draft_is_the_offices_own(city, wednesday, cast, sit_down):
    draft = propose(drops(f"C-{HALLWAY}"), on=wednesday.date(), state=RevisionState.DRAFT)

    assert sit_down(cast.mei).get(url_of(draft)).status_code == 200
    assert sit_down(cast.wei).get(url_of(draft)).status_code == 404
    assert sit_down(cast.wei).post(url_of(draft, "petitions:duty-trial-begin")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_few_questions(count, proposal, cast, sit_down, django_assert_num_queries):
    for _ in range(count):
        order_in(Status.HANDLING)
    submit_petition()
    tried(proposal, cast.mei)
    mei = sit_down(cast.mei)
    catalogue.load()

    with django_assert_num_queries(20):
        mei.get(url_of(proposal))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_revisions_asks_the_same_few_questions(
    count, city, wednesday, cast, sit_down, django_assert_num_queries
):
    for _ in range(count):
        propose(drops(f"C-{HALLWAY}"), on=wednesday.date() + DAY)
    mei = sit_down(cast.mei)

    with django_assert_num_queries(12):
        response = mei.get(reverse("petitions:duty-trials"))

    assert len(response.context["revisions"]) == count
