"""Rounds of health checks, through the door the pages use."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.calendar import CITY_TIME
from core.models import Event
from core.refusals import Refusal
from partyorgs import checkups
from partyorgs.models import HealthCheck
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import OFFICE

NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)
SOUND = (Decimal(5),) * 4 + tuple(map(Decimal, (7, 6, 7, 8, 6, 6, 6, 7, 7, 7, 7, 6)))


@pytest.fixture
def tree(db):
    return party.plant(factories.make_city())


@pytest.fixture
def round_(tree):
    return party.open_round(tree, at=NOW)


def test_the_usual_template_has_twenty_points_a_basic(tree):
    template = checkups.usual_template()

    assert checkups.usual_template() == template
    assert sum(item.points for item in template.items.order_by("order")) == 100


def test_a_round_needs_twenty_points_a_basic(tree):
    template = checkups.usual_template()
    template.items.filter(order=1).update(points=4)

    with pytest.raises(Refusal) as refused:
        party.open_round(tree, at=NOW, template=template)

    assert refused.value.field == "template"


def test_vector_h1(tree, round_):
    made = party.check(round_, tree.community, at=NOW)

    assert (made.points, made.index, made.level, made.red_items) == (
        Decimal("86.5"), Decimal("86.5"), "sub_healthy", [],
    )  # fmt: skip
    assert list(map(str, checkups.result_of(made).basics.values())) == ["18.0", "16.5", "17.0", "19.0", "16.0"]
    tree.community.refresh_from_db()
    assert (tree.community.stars, tree.community.rated_on) == (3, date(2026, 11, 18))


def test_vector_h2_reads_the_vacancy_from_the_row(tree, round_):
    tree.community.secretary_vacant_since = date(2026, 7, 18)
    tree.community.save()

    made = party.check(round_, tree.community, at=NOW)

    assert (made.points, made.index, made.level, made.red_items) == (
        Decimal("86.5"), Decimal("69.99"), "unhealthy", ["secretary"],
    )  # fmt: skip
    tree.community.refresh_from_db()
    assert tree.community.stars == 1
    assert Event.objects.get(kind="partyorg.checked").data["index"] == "69.99"


def test_a_check_is_recorded_once_and_a_recheck_takes_its_place(tree, round_):
    party.check(round_, tree.community, at=NOW)
    with pytest.raises(Refusal) as refused:
        party.check(round_, tree.community, at=NOW)
    assert refused.value.code == "second"

    party.check(round_, tree.community, number=2, points=SOUND, at=NOW, prescription="", rectify_by=None)

    checks = HealthCheck.objects.order_by("number").values_list("number", "is_last", "level")
    assert list(checks) == [(1, False, "sub_healthy"), (2, True, "healthy")]
    assert checkups.bands(round_, NOW.date()) == {
        "all": 2, "checked": 1, "healthy": 1, "sub_healthy": 0, "unhealthy": 0,
    }  # fmt: skip


def test_who_is_not_healthy_gets_a_prescription(tree, round_):
    for lacking, field in (
        ({"prescription": ""}, "prescription"),
        ({"rectify_by": None}, "rectify_by"),
    ):
        with pytest.raises(Refusal) as refused:
            party.check(round_, tree.community, at=NOW, **lacking)
        assert refused.value.field == field
    assert not HealthCheck.objects.exists()


def test_healthcheck_who_is_not_healthy_has_a_prescription(tree, round_):
    made = party.check(round_, tree.community, at=NOW)

    with pytest.raises(IntegrityError, match="healthcheck_who_is_not_healthy_has_a_prescription"):
        HealthCheck.objects.filter(pk=made.pk).update(prescription="")


def test_healthcheck_index_within_points(tree, round_):
    made = party.check(round_, tree.community, at=NOW)

    for wrong in ({"index": Decimal("86.51")}, {"points": Decimal("100.5"), "index": 1}):
        with pytest.raises(IntegrityError, match="healthcheck_index_within_points"), transaction.atomic():
            HealthCheck.objects.filter(pk=made.pk).update(**wrong)


def test_no_more_points_than_an_item_has_and_none_left_out(tree, round_):
    too_many = (Decimal("5.5"), *party.H1[1:])
    with pytest.raises(Refusal) as refused:
        party.check(round_, tree.community, points=too_many, at=NOW)
    assert refused.value.field == f"item-{round_.template.items.get(order=1).pk}"

    with pytest.raises(Refusal) as refused:
        checkups.record(round_, tree.community, number=1, scores={}, by=OFFICE, at=NOW)
    assert refused.value.code == "incomplete"


def test_committees_of_city_and_street_are_not_checked(tree, round_):
    assert list(checkups.scope(round_, NOW.date()).order_by("code")) == [tree.community, tree.branch]

    with pytest.raises(Refusal) as refused:
        party.check(round_, tree.street, at=NOW)

    assert refused.value.code == "not_in_scope"


def test_a_closed_round_takes_no_check(tree, round_):
    checkups.close_round(round_, by=OFFICE, at=NOW)
    checkups.close_round(round_, by=OFFICE, at=NOW + timedelta(days=1))

    with pytest.raises(Refusal) as refused:
        party.check(round_, tree.community, at=NOW)

    assert refused.value.code == "closed"
    assert Event.objects.filter(kind="healthround.closed").count() == 1
