"""The rules in the administration site: what is edited there holds from the next petition on."""

import pytest
from django.contrib import admin as site
from django.urls import reverse

from core.models import User
from petitions import catalogue, models
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


def test_limits_are_shown_and_not_edited_there(admin):
    """They are changed by versions on their own page, with who, when and why."""
    rule = SlaRule.objects.get(clock="sign", urgency="normal", category=None)
    address = reverse("admin:petitions_slarule_change", args=[rule.pk])

    assert admin.get(address).status_code == 200
    assert admin.post(address, {"amount": "9"}).status_code == 403
    assert admin.get(reverse("admin:petitions_slarule_add")).status_code == 403
    assert admin.post(reverse("admin:petitions_slarule_delete", args=[rule.pk])).status_code == 403
