from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from core import numbers
from core.models import NumberSequence

DAY = date(2026, 11, 22)


@pytest.mark.django_db
def test_numbers_count_up_from_one():
    assert numbers.take("SQ", DAY) == ["SQ20261122000001"]
    assert numbers.take("SQ", DAY, 3) == ["SQ20261122000002", "SQ20261122000003", "SQ20261122000004"]
    assert NumberSequence.objects.get().last == 4


@pytest.mark.django_db
def test_each_day_and_prefix_counts_for_itself():
    numbers.take("SQ", DAY, 5)

    assert numbers.take("GD", DAY) == ["GD20261122000001"]
    assert numbers.take("SQ", date(2026, 11, 23)) == ["SQ20261123000001"]
    assert numbers.take("SQ", DAY) == ["SQ20261122000006"]


@pytest.mark.django_db
def test_several_kinds_are_taken_at_once(django_assert_num_queries):
    numbers.take("SQ", DAY, 5)

    with django_assert_num_queries(1):
        orders, petitions = numbers.take_each(["GD", "SQ"], DAY, 2)

    assert orders == ["GD20261122000001", "GD20261122000002"]
    assert petitions == ["SQ20261122000006", "SQ20261122000007"]


@pytest.mark.django_db
def test_the_millionth_of_a_day_grows_a_digit():
    numbers.take("SQ", DAY, 999_999)

    assert numbers.take("SQ", DAY) == ["SQ202611221000000"]


@pytest.mark.django_db
def test_taking_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        numbers.take("SQ", DAY, 500)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_given_out():
    with pytest.raises(numbers.NotInTransaction):
        numbers.take("SQ", DAY)

    assert not NumberSequence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_rolled_back_was_never_given_out():
    with transaction.atomic():
        numbers.take("SQ", DAY)
        transaction.set_rollback(True)

    with transaction.atomic():
        assert numbers.take("SQ", DAY) == ["SQ20261122000001"]


@pytest.mark.django_db(transaction=True)
def test_sessions_that_meet_get_different_numbers():
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    sessions, each = 4, 25
    start, taken = Barrier(sessions), []

    def session():
        start.wait()
        for _ in range(each):
            with transaction.atomic():
                taken.extend(numbers.take("SQ", DAY, 2))
        connection.close()

    threads = [Thread(target=session) for _ in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [f"SQ20261122{number:06}" for number in range(1, sessions * each * 2 + 1)]
