"""The scheme in the administration: open until the targets are locked, results only to be read."""

import pytest
from django.urls import reverse

from core.models import User
from tests.reports import d1_rows
from tests.reports.year import locked_year, open_year, rolled_up

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create(username="admin", name="管理员", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(("opened", "may_edit"), [(open_year, True), (locked_year, False)])
def test_the_scheme_is_edited_until_the_lock(admin, opened, may_edit):
    d1_rows.load()
    year = opened()

    page = admin.get(reverse("admin:reports_assessmentcycle_change", args=[year.pk])).content.decode()

    assert ('name="indicators-0-weight"' in page) == may_edit


def test_results_are_read_only(admin):
    d1_rows.load()
    result = rolled_up(locked_year())

    assert admin.get(reverse("admin:reports_assessmentresult_changelist")).status_code == 200
    assert admin.get(reverse("admin:reports_assessmentresult_add")).status_code == 403
    page = admin.get(reverse("admin:reports_assessmentresult_change", args=[result.pk])).content.decode()
    assert result.content_hash in page
    assert 'name="_save"' not in page
