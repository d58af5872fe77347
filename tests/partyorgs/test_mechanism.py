"""The coordination mechanism: who convenes, thirty to thirty-nine members, groups with an end, and where it exists."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import ledger
from grids.models import Area
from partyorgs import coverage, mechanism
from partyorgs.mechanism import NotChanged
from partyorgs.models import CoordinationMechanism, MemberDepartment, SpecialWorkingGroup
from tests.factories import GRID, SINCE, STREET, acting
from tests.partyorgs import ground
from tests.partyorgs.ground import MORNING, TODAY, departments

LIST = reverse("partyorgs:mechanisms")
CONTACTS = {
    "leader_post": "副局长", "leader_name": "刘测试", "liaison_name": "张测试", "liaison_phone": "12345转8001",
    "backup_name": "杨测试", "backup_phone": "12345转8101", "duties_year": 2026, "duties": "物业监管",
}  # fmt: skip


@pytest.fixture
def mei(cast):
    return acting(cast.mei)


@pytest.fixture
def city_wide(city):
    return ground.mechanism()


def kinds(row):
    return [event.kind for event in ledger.history(row)]


def admit(row, unit, by, on=SINCE, **more):
    return mechanism.admit(row, unit, joined_on=on, by=by, at=MORNING, **{**CONTACTS, **more})


def form(row, unit, by, name="物业治理专班", members=(), **more):
    said = {"leader_post": "", "leader_name": "", "task": "清零无物业小区", "plan": "", "begins_on": TODAY,
            "ends_on": date(2028, 12, 31), **more}  # fmt: skip
    return mechanism.form_group(row, name=name, lead=unit, members=members, by=by, at=MORNING, **said)


# --- the mechanism itself


def test_one_is_set_up_for_an_area_and_takes_its_level(city, mei):
    street = Area.objects.get(code=STREET)
    said = {"name": "北栈街道治理工作委员会", "kind": "committee", "chief_convener_post": "街道党工委书记"}

    row = mechanism.set_up(street, by=mei, at=MORNING, **said)

    assert (row.level, row.kind, row.area) == ("street", "committee", street)
    assert kinds(row) == ["mechanism.set_up"]
    with pytest.raises(NotChanged) as twice:
        mechanism.set_up(street, by=mei, at=MORNING, **said)
    with pytest.raises(NotChanged) as too_low:
        mechanism.set_up(Area.objects.get(code=GRID[:12]), by=mei, at=MORNING, **said)
    assert (twice.value.code, too_low.value.code) == ("exists", "level")


def test_the_levels_are_linked_by_their_areas(city_wide):
    district = ground.mechanism("990102")
    street = ground.mechanism(STREET)

    assert (mechanism.above(street), mechanism.above(district), mechanism.above(city_wide)) == (
        district, city_wide, None,
    )  # fmt: skip


def test_the_host_of_the_office_can_be_another_department(city, city_wide, mei):
    """S3-08: here 社会工作部, there 组织部."""
    mechanism.amend(city_wide, host_department=city.office, office_phone="12345转8000", by=mei, at=MORNING)
    mechanism.amend(city_wide, host_department=city.roads, office_phone="12345转8009", by=mei, at=MORNING)
    mechanism.amend(city_wide, host_department=city.roads, office_phone="12345转8009", by=mei, at=MORNING)

    city_wide.refresh_from_db()
    first, second = ledger.history(city_wide)
    assert city_wide.host_department == city.roads
    assert second.data["changed"] == {"host_department": ["D01", "D14"], "office_phone": None}
    assert first.data["changed"]["host_department"] == [None, "D01"]


def test_conveners_are_named_once_and_taken_off_once(city_wide, mei):
    said = {"rank": "deputy", "post": "常务副市长", "name": "周正"}
    one = mechanism.convene(city_wide, by=mei, at=MORNING, **said)
    assert mechanism.convene(city_wide, by=mei, at=MORNING, **said) == one

    mechanism.dismiss(one, by=mei, at=MORNING)
    mechanism.dismiss(one, by=mei, at=MORNING)

    assert not city_wide.conveners.exists()
    assert kinds(city_wide) == ["mechanism.convener_named", "mechanism.convener_left"]


def test_rules_are_kept_with_their_document(city_wide, mei):
    said = {"title": "会议制度", "document": "1号", "issued_on": TODAY, "gist": "每季度一次"}
    rule = mechanism.add_rule(city_wide, by=mei, at=MORNING, **said)
    assert mechanism.add_rule(city_wide, by=mei, at=MORNING, **said) == rule

    mechanism.drop_rule(rule, by=mei, at=MORNING)

    assert kinds(city_wide) == ["mechanism.rule_added", "mechanism.rule_dropped"]


# --- members


@pytest.mark.parametrize("count", [30, 32, 33, 39])
def test_as_many_members_as_cities_have(count, city_wide, cast, mei, sit_down, django_assert_num_queries):
    """S1-40: 33, S1-45: 32, S1-50: 39, and the thirty of the demonstration; the card costs the same for all."""
    for unit in departments(count):
        admit(city_wide, unit, mei)
    chen = sit_down(cast.chen)

    with django_assert_num_queries(19):
        answer = chen.get(reverse("partyorgs:mechanism", args=[city_wide.pk]))

    assert [member.department.code for member in answer.context["members"]] == [f"D{40 + n}" for n in range(count)]
    assert f"{count} member departments" in answer.text
    assert answer.text.count("12345转8101") == count


def test_who_leaves_stays_in_the_history_and_may_come_back(city, city_wide, mei):
    first = admit(city_wide, city.roads, mei)
    mechanism.leave(first, on=TODAY, reason="职能划转", by=mei, at=MORNING)
    mechanism.leave(first, on=TODAY, reason="职能划转", by=mei, at=MORNING)

    again = admit(city_wide, city.roads, mei, on=TODAY + timedelta(days=5))

    rows = MemberDepartment.objects.order_by("joined_on").values_list("pk", "left_on")
    assert list(rows) == [(first.pk, TODAY), (again.pk, None)]
    assert kinds(city_wide) == ["mechanism.member_joined", "mechanism.member_left", "mechanism.member_joined"]


def test_when_nobody_joins_or_leaves(city, city_wide, mei):
    member = admit(city_wide, city.roads, mei, on=TODAY)

    with pytest.raises(NotChanged) as twice:
        admit(city_wide, city.roads, mei, on=TODAY)
    with pytest.raises(NotChanged) as before_it_joined:
        mechanism.leave(member, on=TODAY, reason="", by=mei, at=MORNING)
    mechanism.leave(member, on=TODAY + timedelta(days=3), reason="", by=mei, at=MORNING)
    with pytest.raises(NotChanged) as while_it_was_one:
        admit(city_wide, city.roads, mei, on=TODAY + timedelta(days=2))

    refused = [twice.value, before_it_joined.value, while_it_was_one.value]
    assert [(one.field, one.code) for one in refused] == [
        ("department", "member"), ("on", "order"), ("joined_on", "too_early"),
    ]  # fmt: skip


def test_what_changes_of_a_member_is_told_without_telephone_numbers(city, city_wide, mei):
    member = admit(city_wide, city.roads, mei)

    mechanism.amend_member(member, backup_name="许测试", backup_phone="12345转9", by=mei, at=MORNING)

    member.refresh_from_db()
    data = ledger.history(city_wide).last().data
    assert (member.backup_name, member.backup_phone) == ("许测试", "12345转9")
    assert data == {"department": "D14", "changed": {"backup_name": ["杨测试", "许测试"], "backup_phone": None}}
    assert not [event for event in ledger.history(city_wide) if "12345" in str(event.data)]


# --- special working groups


def test_a_group_has_members_and_an_end(city, city_wide, mei):
    group = form(city_wide, city.roads, mei, members=[city.traffic, city.water])

    assert sorted(unit.code for unit in group.members.order_by("code")) == ["D15", "D16"]
    assert ledger.history(city_wide).get().data["members"] == ["D15", "D16"]
    with pytest.raises(NotChanged) as endless:
        form(city_wide, city.roads, mei, name="另一专班", ends_on=TODAY)
    with pytest.raises(NotChanged) as twice:
        form(city_wide, city.roads, mei)
    assert (endless.value.field, twice.value.field, SpecialWorkingGroup.objects.count()) == ("ends_on", "name", 1)


def test_a_group_is_prolonged_and_the_old_end_is_on_record(city, city_wide, mei):
    group = form(city_wide, city.roads, mei, members=[city.traffic])

    mechanism.amend_group(group, members=[city.water], ends_on=date(2029, 6, 30), by=mei, at=MORNING)
    mechanism.amend_group(group, members=[city.water], ends_on=date(2029, 6, 30), by=mei, at=MORNING)

    assert kinds(city_wide) == ["mechanism.group_formed", "mechanism.group_amended"]
    assert ledger.history(city_wide).last().data == {
        "group": "物业治理专班", "members": [["D15"], ["D16"]], "changed": {"ends_on": ["2028-12-31", "2029-06-30"]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("begins_in", "ends_in", "state"),
    [(1, 900, "coming"), (-9, 61, "working"), (-9, 60, "ending"), (-9, 1, "ending"), (-9, 0, "ended")],
)
def test_when_a_group_is_said_to_end(begins_in, ends_in, state):
    group = SpecialWorkingGroup(
        begins_on=TODAY + timedelta(days=begins_in), ends_on=TODAY + timedelta(days=ends_in)
    )  # fmt: skip

    assert mechanism.state_of(group, on=TODAY) == state


# --- where it exists


def test_districts_and_streets_with_and_without_one(city_wide):
    """S1-51, S3-06."""
    ground.mechanism("990102")
    ground.mechanism(STREET)

    with_one, without = coverage.districts(TODAY)

    assert (with_one.area.code, with_one.area.mechanism_id is not None, with_one.with_mechanism) == ("990102", True, 1)
    assert with_one.without == []
    assert (without.area.mechanism_id, [street.name for street in without.without]) == (None, ["南塘街道"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(rows, city, cast, sit_down, django_assert_num_queries):
    for code in ("990100", "990102", STREET)[:rows]:
        ground.mechanism(code)
    mei = sit_down(cast.mei)

    with django_assert_num_queries(15):
        assert len(mei.get(LIST).context["listing"].rows) == rows


# --- the pages


def test_the_office_keeps_it_on_its_pages(city, city_wide, cast, sit_down):
    mei, card = sit_down(cast.mei), reverse("partyorgs:mechanism", args=[city_wide.pk])

    def act(action, **said):
        return mei.post(reverse("partyorgs:mechanism-act", args=[city_wide.pk, action]), said).status_code

    joined = {**CONTACTS, "department": "D14", "joined_on": "2026-11-18"}
    group = {"name": "物业治理专班", "lead": "D14", "members": ["D15", "D16"], "task": "清零",
             "begins_on": "2026-11-18", "ends_on": "2026-12-31"}  # fmt: skip
    assert act("admit", **joined) == 302
    assert act("admit", **joined) == 422
    assert act("group", **{**group, "ends_on": ""}) == 422
    assert act("group", **group) == 302
    assert act("convene", rank="convener", post="市委副书记") == 302
    assert act("rule", title="会议制度", issued_on="2026-11-01") == 302
    assert (
        act("amend", name="市协调机制", kind="committee", chief_convener_post="市委书记", host_department="D01") == 302
    )
    assert act("nonsense") == 404

    page = mei.get(card)
    assert [member.backup_name for member in page.context["members"]] == ["杨测试"]
    assert [(group.name, said) for group, said, _tone in page.context["groups"]] == [("物业治理专班", "ends soon")]
    assert [(group.task, group.lead.code) for group, *_said in page.context["groups"]] == [("清零", "D14")]
    assert len(page.context["entries"]) == 5
    city_wide.refresh_from_db()
    assert (city_wide.kind, city_wide.host_department.code) == ("committee", "D01")


def test_members_and_groups_have_pages_of_their_own(city, city_wide, cast, mei, sit_down):
    member = admit(city_wide, city.roads, mei)
    group = form(city_wide, city.roads, mei)
    page = sit_down(cast.mei)

    done = page.post(
        reverse("partyorgs:group-change", args=[group.pk]),
        {"name": group.name, "lead": "D14", "task": "清零", "begins_on": "2026-11-18", "ends_on": "2029-12-31"},
    )
    left = page.post(
        reverse("partyorgs:member-act", args=[member.pk, "leave"]), {"on": "2026-11-18", "reason": "职能划转"}
    )

    assert (done.status_code, left.status_code) == (302, 302)
    group.refresh_from_db()
    assert group.ends_on == date(2029, 12, 31)
    assert "no longer a member" in page.get(reverse("partyorgs:member", args=[member.pk])).text
    assert "1 former member" in page.get(reverse("partyorgs:mechanism", args=[city_wide.pk])).text
    assert group.name in page.get(reverse("partyorgs:group", args=[group.pk])).text


def test_conveners_and_rules_are_taken_off_on_the_card(city_wide, cast, mei, sit_down):
    convener = mechanism.convene(city_wide, rank="deputy", post="副市长", name="", by=mei, at=MORNING)
    rule = mechanism.add_rule(
        city_wide, title="会议制度", document="", issued_on=TODAY, gist="", by=mei, at=MORNING
    )  # fmt: skip
    page = sit_down(cast.mei)

    page.post(reverse("partyorgs:convener-dismiss", args=[convener.pk]))
    page.post(reverse("partyorgs:rule-drop", args=[rule.pk]))

    assert (city_wide.conveners.count(), city_wide.rules.count()) == (0, 0)


def test_a_street_without_one_is_set_up_from_the_coverage(city, city_wide, cast, sit_down):
    mei = sit_down(cast.mei)

    offered = mei.get(LIST, {"district": "990102"}).text
    made = mei.post(
        reverse("partyorgs:mechanism-new"),
        {"area": STREET, "name": "北栈街道协调机制", "kind": "mechanism", "chief_convener_post": "街道党工委书记"},
    )

    assert f"?area={STREET}" in offered
    assert made.status_code == 302
    assert CoordinationMechanism.objects.get(area__code=STREET).level == "street"


@pytest.mark.parametrize("who", ["wei", "hong"])
def test_others_read_and_change_nothing(who, city, city_wide, cast, mei, sit_down):
    member, group = admit(city_wide, city.roads, mei), form(city_wide, city.roads, mei)
    reader = sit_down(getattr(cast, who))

    card = reader.get(reverse("partyorgs:mechanism", args=[city_wide.pk]))
    refused = [
        reader.post(reverse("partyorgs:mechanism-act", args=[city_wide.pk, "amend"])),
        reader.post(reverse("partyorgs:member-act", args=[member.pk, "amend"])),
        reader.post(reverse("partyorgs:group-change", args=[group.pk])),
        reader.get(reverse("partyorgs:mechanism-new")),
    ]

    assert (card.status_code, card.context["actions"]) == (200, [])
    assert [answer.status_code for answer in refused] == [403] * 4
