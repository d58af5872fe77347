"""On the page of a critical order stands whom to telephone at this hour; on others it does not."""

import pytest
from django.urls import reverse

from partyorgs.models import OnCall
from petitions.enums import Status
from tests.factories import MANHOLE, PAVEMENT, order_in


@pytest.mark.parametrize(("category", "is_told"), [(MANHOLE, True), (PAVEMENT, False)])
def test_whom_to_telephone_about_a_critical_order(category, is_told, city, cast, wednesday, sit_down):
    OnCall.objects.create(
        department=city.roads, day=wednesday.date(), leader_name="许测试", leader_phone="12345转6014",
        officer_name="何测试", officer_phone="12345转5014",
    )  # fmt: skip
    order = order_in(Status.HANDLING, category=category)

    page = sit_down(cast.wei).get(reverse("petitions:order", args=[order.number])).text

    assert [told in page for told in ("何测试", "12345转5014", "许测试")] == [is_told] * 3
