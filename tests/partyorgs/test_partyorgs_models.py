"""What can never be true of who answers. Every test is named for the constraint it holds."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from partyorgs.models import (
    AgendaItem,
    Convener,
    CoordinationMechanism,
    DutyCooperation,
    MechanismRule,
    MemberDepartment,
    OnCall,
    PartyOrganization,
    Post,
    SpecialWorkingGroup,
    StationedUnit,
    StreetEvaluation,
)

DAY, DAY_BEFORE = date(2026, 1, 2), date(2026, 1, 1)


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def refuses_twice():
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    return pytest.raises(IntegrityError)


# --- departments


def test_department_dates_in_order(department):
    with refuses("department_dates_in_order"):
        department("D01", valid_from=DAY, valid_to=DAY)


@pytest.mark.parametrize("code", ["14", "D1", "D1234", "X14", "d14"])
def test_department_code_shape(code, department):
    with refuses("department_(code_shape|street_iff_street_office)"):
        department(code)


def test_department_street_iff_street_office(department, street):
    with refuses("department_street_iff_street_office"):
        department("D14", street=street)


def test_department_street_iff_street_office_the_other_way(department):
    with refuses("department_street_iff_street_office"):
        department("S990102003", kind="street")


def test_department_one_office_a_street(department, street):
    department("S990102003", kind="street", street=street)

    with refuses_twice():
        department("S990102004", kind="street", street=street)


@pytest.mark.parametrize(("code", "kind"), [("D00", "member"), ("D31", "placeholder")])
def test_department_placeholder_is_d00(code, kind, department):
    with refuses("department_placeholder_is_d00"):
        department(code, kind=kind)


def test_department_not_its_own_superior(department):
    unit = department("D14")
    unit.superior = unit

    with refuses("department_not_its_own_superior"):
        unit.save()


# --- duties


def test_dutyitem_dates_in_order(duty):
    with refuses("dutyitem_dates_in_order"):
        duty(valid_from=DAY, valid_to=DAY_BEFORE)


def test_dutyitem_one_version_a_day(duty):
    duty(valid_from=DAY_BEFORE, valid_to=DAY)

    with refuses_twice():
        duty(valid_from=DAY_BEFORE)


def test_dutyitem_one_open_version(duty):
    duty(valid_from=DAY_BEFORE)

    with refuses_twice():
        duty(valid_from=DAY)


def test_dutyitem_reclaimed_never_to_a_street(duty):
    with refuses("dutyitem_reclaimed_never_to_a_street"):
        duty(part="reclaimed", territory_allowed=True)


def test_dutycooperation_once(duty, department):
    item, helper = duty(), department("D07")
    DutyCooperation.objects.create(duty=item, department=helper, order=1)

    with refuses_twice():
        DutyCooperation.objects.create(duty=item, department=helper, order=2)


def test_dutycooperation_in_order(duty, department):
    item = duty()
    DutyCooperation.objects.create(duty=item, department=department("D07"), order=1)

    with refuses_twice():
        DutyCooperation.objects.create(duty=item, department=department("D08"), order=1)


# --- party organisations


def test_partyorganization_dates_in_order(organization):
    with refuses("partyorganization_dates_in_order"):
        organization(valid_from=DAY, valid_to=DAY)


@pytest.mark.parametrize("code", ["001", "00010", "0001.0001"])
def test_partyorganization_code_shape(code, organization):
    with refuses("partyorganization_code_shape"):
        organization(code)


def test_partyorganization_not_its_own_parent(organization):
    root = organization()
    root.parent = root

    with refuses("partyorganization_not_its_own_parent"):
        root.save()


def test_partyorganization_in_area_or_grid(organization, grid):
    with refuses("partyorganization_in_area_or_grid"):
        organization(area=grid.street, grid=grid)


def test_partyorganization_grid_branch_in_grid(organization):
    with refuses("partyorganization_grid_branch_in_grid"):
        organization(kind="grid_branch")


def test_partyorganization_temporary_never_elects(organization):
    with refuses("partyorganization_temporary_never_elects"):
        organization(kind="temporary_branch", term_years=3)


def test_partyorganization_term_ends_after_election(organization):
    with refuses("partyorganization_term_ends_after_election"):
        organization(last_election_on=DAY, term_due_on=DAY)


def test_within_is_the_subtree(organization):
    for code in ["0001", "00010001", "000100010001", "00010002", "00010010"]:
        organization(code)

    subtree = PartyOrganization.objects.within("00010001").order_by("code")

    assert [row.code for row in subtree] == ["00010001", "000100010001"]


def test_overdue_begins_the_day_after_the_term_ends(organization):
    organization(term_due_on=DAY)

    assert not PartyOrganization.objects.overdue(DAY).exists()
    assert PartyOrganization.objects.overdue(date(2026, 1, 3)).exists()


# --- posts


def test_post_dates_in_order(grid):
    with refuses("post_dates_in_order"):
        Post.objects.create(kind="grid_chief", grid=grid, start_on=DAY, end_on=DAY)


@pytest.mark.parametrize("places", [(), ("grid", "area"), ("area", "department"), ("grid", "area", "department")])
def test_post_exactly_one_of_area_grid_department(places, grid, department):
    every = {"grid": grid, "area": grid.street, "department": department("D14")}

    with refuses("post_exactly_one_of_area_grid_department"):
        Post.objects.create(kind="contact_leader", **{place: every[place] for place in places})


@pytest.mark.parametrize("said", [{"mobile": "13800001234", "person_name": "王测试001"}, {"mobile_consent_on": DAY}])
def test_post_mobile_only_by_consent(said, grid):
    Post.objects.create(kind="grid_chief", grid=grid, person_name="王", mobile="138", mobile_consent_on=DAY)

    with refuses("post_mobile_only_by_consent"):
        Post.objects.create(kind="grid_chief", grid=grid, **said)


def test_post_without_a_name_is_vacant(grid):
    held = Post.objects.create(kind="grid_chief", grid=grid, person_name="王测试001")
    vacant = Post.objects.create(kind="grid_worker", grid=grid)

    assert list(Post.objects.vacant()) == [vacant]
    assert held not in Post.objects.vacant()


# --- coordination


@pytest.fixture
def mechanism(street):
    return CoordinationMechanism.objects.create(
        level="street", area=street, name="协调机制", chief_convener_post="党工委书记"
    )


def test_memberdepartment_once_at_a_time(mechanism, department):
    unit = department("D14")
    MemberDepartment.objects.create(mechanism=mechanism, department=unit, joined_on=DAY_BEFORE, left_on=DAY)
    MemberDepartment.objects.create(mechanism=mechanism, department=unit, joined_on=DAY)

    with refuses_twice():
        MemberDepartment.objects.create(mechanism=mechanism, department=unit, joined_on=DAY)


def test_memberdepartment_dates_in_order(mechanism, department):
    with refuses("memberdepartment_dates_in_order"):
        MemberDepartment.objects.create(mechanism=mechanism, department=department("D14"), joined_on=DAY, left_on=DAY)


def test_specialworkinggroup_once(mechanism, department):
    lead = department("D14")
    said = {"mechanism": mechanism, "name": "物业治理专班", "lead": lead, "begins_on": DAY_BEFORE, "ends_on": DAY}
    SpecialWorkingGroup.objects.create(**said)

    with refuses_twice():
        SpecialWorkingGroup.objects.create(**said)


def test_specialworkinggroup_dates_in_order(mechanism, department):
    with refuses("specialworkinggroup_dates_in_order"):
        SpecialWorkingGroup.objects.create(
            mechanism=mechanism, name="物业治理专班", lead=department("D14"), begins_on=DAY, ends_on=DAY
        )


def test_convener_once(mechanism):
    said = {"mechanism": mechanism, "rank": "deputy", "post": "副市长"}
    Convener.objects.create(**said)

    with refuses_twice():
        Convener.objects.create(**said)


def test_mechanismrule_once(mechanism):
    said = {"mechanism": mechanism, "title": "会议制度", "issued_on": DAY}
    MechanismRule.objects.create(**said)

    with refuses_twice():
        MechanismRule.objects.create(**said)


# --- units at streets, rosters


@pytest.fixture
def stationed(street, department):
    return StationedUnit.objects.create(
        department=department("D14"), street=street, name="执法中队", platform="enforcement", since=DAY_BEFORE
    )


def test_stationedunit_once_at_a_time(stationed):
    stationed.until = DAY
    stationed.save()
    said = {"department": stationed.department, "street": stationed.street, "name": stationed.name, "since": DAY}
    StationedUnit.objects.create(**said)

    with refuses_twice():
        StationedUnit.objects.create(**said)


def test_stationedunit_dates_in_order(stationed):
    stationed.until = stationed.since

    with refuses("stationedunit_dates_in_order"):
        stationed.save()


def test_streetevaluation_once_a_quarter(stationed):
    said = {"unit": stationed, "year": 2026, "quarter": 3, "grade": "good", "at": timezone.now(), "by_name": "李红"}
    StreetEvaluation.objects.create(**said)

    with refuses_twice():
        StreetEvaluation.objects.create(**said)


def test_streetevaluation_quarter_of_four(stationed):
    with refuses("streetevaluation_quarter_of_four"):
        StreetEvaluation.objects.create(unit=stationed, year=2026, quarter=5, grade="good", at=timezone.now())


def test_oncall_once_a_day(department):
    said = {"department": department("D14"), "day": DAY, "leader_name": "甲", "officer_name": "乙"}
    OnCall.objects.create(**said)

    with refuses_twice():
        OnCall.objects.create(**said)


# --- the agenda pool


def test_agendaitem_once_in_the_pool(db):
    said = {"title": "噪声", "source": "gap", "source_key": "1", "raised_at": timezone.now()}
    AgendaItem.objects.create(**said, state="dropped", dropped_because="已明确")
    AgendaItem.objects.create(**said)

    with refuses_twice():
        AgendaItem.objects.create(**said)


@pytest.mark.parametrize(("state", "reason"), [("dropped", ""), ("pool", "已明确")])
def test_agendaitem_dropped_with_a_reason(state, reason, db):
    with refuses("agendaitem_dropped_with_a_reason"):
        AgendaItem.objects.create(
            title="噪声", source="gap", raised_at=timezone.now(), state=state, dropped_because=reason
        )


# --- roles


def test_rolegrant_dates_in_order(grant):
    with refuses("rolegrant_dates_in_order"):
        grant("dispatcher", valid_from=DAY, valid_to=DAY)


@pytest.mark.parametrize("role", ["liaison", "handler", "dept_leader"])
def test_rolegrant_department_roles_name_department(role, grant):
    with refuses("rolegrant_department_roles_name_department"):
        grant(role)


@pytest.mark.parametrize("role", ["street_coordinator", "grid_worker"])
def test_rolegrant_area_roles_name_area(role, grant, department):
    with refuses("rolegrant_area_roles_name_area"):
        grant(role, department=department("D14"))


def test_rolegrant_once_at_a_time(grant):
    grant("dispatcher", valid_to=DAY)
    grant("dispatcher", valid_from=DAY)

    with refuses_twice():
        grant("dispatcher", valid_from=DAY)


def test_rolegrant_once_at_a_time_for_each_department(grant, department):
    unit = department("D14")
    grant("liaison", department=unit)
    grant("liaison", department=department("D07"))

    with refuses_twice():
        grant("liaison", department=unit)
