"""The administration site for places and units: lists, forms, search boxes, and what may not be deleted."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import User
from grids.models import Area, Grid, GridOverlay, PlaceName
from partyorgs.models import (
    CoordinationMechanism,
    Department,
    DutyItem,
    MemberDepartment,
    PartyOrganization,
    Post,
    RoleGrant,
)

pytestmark = pytest.mark.ignore_template_errors
DAY = date(2020, 1, 1)


@pytest.fixture
def admin(client, db):
    client.force_login(User.objects.create(username="admin", name="管理", is_staff=True, is_superuser=True))
    return client


class City:
    """Makes the n-th row of every model, each with relations of its own, so that a query a row would show."""

    def __init__(self):
        self.top = Area.objects.create(code="990100", level="city", name="澄明市", valid_from=DAY)

    def area(self, n):
        return Area.objects.create(code=f"99010{n}", level="district", name=f"第{n}区", parent=self.top, valid_from=DAY)

    def street(self, n):
        return Area.objects.create(
            code=f"99010{n}001", level="street", name=f"第{n}街道", parent=self.area(n), valid_from=DAY
        )

    def grid(self, n):
        street = self.street(n)
        community = Area.objects.create(
            code=f"{street.code}001", level="community", name=f"第{n}社区", parent=street, valid_from=DAY
        )
        code = f"{community.code}001"
        return Grid.objects.create(code=code, name=f"第{n}网格", community=community, street=street, valid_from=DAY)

    def placename(self, n):
        return PlaceName.objects.create(name=f"第{n}路", grid=self.grid(n), valid_from=DAY)

    def department(self, n):
        superior = Department.objects.create(
            code=f"D5{n}", name="上级", short_name="上级", system="party", valid_from=DAY
        )
        return Department.objects.create(
            code=f"D1{n}",
            name=f"第{n}局",
            short_name=f"第{n}局",
            system="government",
            superior=superior,
            valid_from=DAY,
        )

    def dutyitem(self, n):
        return DutyItem.objects.create(code=f"C-{n}", title=f"第{n}项", lead=self.department(n), valid_from=DAY)

    def partyorganization(self, n):
        above = PartyOrganization.objects.create(code=f"000{n}", name="上级", kind="party_committee", valid_from=DAY)
        return PartyOrganization.objects.create(
            code=f"000{n}0001", name=f"第{n}支部", kind="branch", parent=above, valid_from=DAY
        )

    def post(self, n):
        return Post.objects.create(kind="grid_chief", person_name=f"王测试{n}", grid=self.grid(n))

    def coordinationmechanism(self, n):
        return CoordinationMechanism.objects.create(
            level="street",
            area=self.street(n),
            name=f"第{n}机制",
            chief_convener_post="书记",
            host_department=self.department(n),
        )

    def rolegrant(self, n):
        user = User.objects.create(username=f"wei{n}", name=f"魏{n}")
        return RoleGrant.objects.create(user=user, role="liaison", department=self.department(n), valid_from=DAY)


MODELS = (
    Area, Grid, PlaceName, Department, DutyItem, PartyOrganization, Post, CoordinationMechanism, RoleGrant
)  # fmt: skip
every_model = pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])


def make(city, model, n):
    return getattr(city, model._meta.model_name)(n)


def page(model, view, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def queries_of(admin, address):
    with CaptureQueriesContext(connection) as queries:
        assert admin.get(address).status_code == 200
    return len(queries)


@every_model
def test_list_costs_the_same_for_one_row_and_three(model, admin):
    city = City()
    make(city, model, 1)
    first = queries_of(admin, page(model, "changelist"))

    make(city, model, 2)
    make(city, model, 3)

    assert queries_of(admin, page(model, "changelist")) == first <= 10


def is_given(value):
    """What a browser would send: an empty box and a box not ticked are left out."""
    return value is not None and value is not False


@every_model
def test_form_opens_and_saves_what_it_shows(model, admin):
    row = make(City(), model, 1)
    address = page(model, "change", row.pk)

    shown = admin.get(address).context
    form = shown["adminform"].form
    fields = [form[name] for name in form.fields]
    for inline in shown["inline_admin_formsets"]:
        fields += list(inline.formset.management_form)
    answer = admin.post(address, {field.html_name: value for field in fields if is_given(value := field.value())})

    assert answer.status_code == 302, answer.context["adminform"].form.errors


def test_a_duty_list_is_changed_by_a_revision_only(admin):
    row = make(City(), DutyItem, 1)

    admin.post(page(DutyItem, "change", row.pk), {
        "title": "别的", "cooperations-TOTAL_FORMS": 0, "cooperations-INITIAL_FORMS": 0,
    })  # fmt: skip

    assert DutyItem.objects.get().title == row.title
    assert admin.get(page(DutyItem, "add")).status_code == 403


@every_model
def test_list_can_be_searched(model, admin):
    make(City(), model, 1)

    assert admin.get(page(model, "changelist"), {"q": "第1"}).status_code == 200


@pytest.mark.parametrize("model", [model for model in MODELS if model is not Post])
def test_what_others_refer_to_is_ended_and_not_deleted(model, admin):
    row = make(City(), model, 1)

    assert admin.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_unit_without_initials_gets_them(admin):
    data = {
        "code": "D14",
        "name": "澄明市城市管理局",
        "short_name": "市城管局",
        "system": "government",
        "kind": "member",
        "valid_from": "2020-01-01",
    }

    assert admin.post(page(Department, "add"), data).status_code == 302

    assert Department.objects.get().initials == "scgj"


def test_unit_is_found_by_its_initials_in_a_search_box(admin):
    Department.objects.create(
        code="D14", name="城管局", short_name="城管局", initials="cgj", system="government", valid_from=DAY
    )

    answer = admin.get(
        reverse("admin:autocomplete"),
        {"term": "cgj", "app_label": "partyorgs", "model_name": "rolegrant", "field_name": "department"},
    )

    assert [row["text"] for row in answer.json()["results"]] == ["城管局"]


def test_only_an_overlay_grid_covers_others(admin):
    base = City().grid(1)
    code = f"{base.street.code}000701"
    overlay = Grid.objects.create(code=code, kind="industry", name="消防", street=base.street, valid_from=DAY)
    GridOverlay.objects.create(overlay=overlay, base=base)

    assert admin.get(page(Grid, "change", base.pk)).context["inline_admin_formsets"] == []
    assert len(admin.get(page(Grid, "change", overlay.pk)).context["inline_admin_formsets"]) == 1


def test_mechanism_shows_its_members(admin):
    city = City()
    mechanism = city.coordinationmechanism(1)
    MemberDepartment.objects.create(mechanism=mechanism, department=city.department(2), joined_on=DAY)

    answer = admin.get(page(CoordinationMechanism, "change", mechanism.pk))

    assert "第2局" in answer.content.decode()


def test_staff_without_rights_see_nothing(client, db):
    client.force_login(User.objects.create(username="chen", name="陈"))

    assert client.get(page(Department, "changelist")).status_code == 302


def test_name_and_place_of_an_area_are_not_changed_here(admin):
    """Only by a document, from a day: see grids.changes."""
    area = City().area(1)
    said = {"name": "新区", "kind": "urban", "households": 5, "population": 9, "focus_types": []}

    admin.post(reverse("admin:grids_area_change", args=[area.pk]), said)

    area.refresh_from_db()
    assert (area.name, area.households) == ("第1区", 5)
