"""The rules in the administration site: what is edited there holds from the next petition on."""

import pytest
from django.contrib import admin as site
from django.urls import reverse

from core.models import User
from petitions import catalogue, deadlines, models
from petitions.models import DispatchRule, SlaRule
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
RULES = {"Category", "DispatchRule", "SlaRule"}


@pytest.fixture
def admin(client):
    factories.make_city()
    client.force_login(User.objects.create(username="admin", name="管理", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_list_and_a_form_open(admin, name):
    model = getattr(models, name)
    row = model.objects.order_by("pk").first()

    assert admin.get(reverse(f"admin:petitions_{name.lower()}_changelist")).status_code == 200
    assert admin.get(reverse(f"admin:petitions_{name.lower()}_change", args=[row.pk])).status_code == 200


def test_cases_and_petitioners_are_not_there():
    shown = {model.__name__ for model in site.site._registry if model._meta.app_label == "petitions"}

    assert shown == RULES


def test_a_rule_that_is_deleted_counts_no_more_at_once(admin):
    rule = DispatchRule.objects.get(category__code=factories.PAVEMENT)
    assert catalogue.load().rules[rule.category_id]

    admin.post(reverse("admin:petitions_dispatchrule_delete", args=[rule.pk]), {"post": "yes"})

    assert rule.category_id not in catalogue.load().rules


def test_a_limit_that_is_edited_counts_at_once(admin):
    order = factories.submit_petition()
    limits = deadlines.clockwork().limits
    today = order.registered_at.date()
    rule = SlaRule.objects.get(clock="sign", urgency="normal", category=None)
    form = {name: getattr(rule, name) for name in ("clock", "urgency", "unit", "base", "valid_from")} | {"amount": "9"}
    assert limits.find("sign", order, today).amount == 4

    admin.post(reverse("admin:petitions_slarule_change", args=[rule.pk]), form)

    assert deadlines.clockwork().limits.find("sign", order, today).amount == 9
