"""Party organizations, departments and posts from files."""

from datetime import date
from itertools import count

import pytest
from django.utils import timezone

from core.importing import runs
from core.importing.runs import Mode
from core.models import Event
from core.refusals import Refusal
from grids.models import InnerPlace
from partyorgs.importing.departments import Departments
from partyorgs.importing.organizations import Organizations, years_later
from partyorgs.importing.posts import Posts
from partyorgs.models import Department, PartyOrganization, Post
from tests.grids.filing import LOCKS, sheet, take
from tests.partyorgs.conftest import FIRST_DAY

GRID = "990102003001001"
BUILDING, UNIT = f"{GRID}00021", f"{GRID}0002102"
ORGANIZATION = [
    "组织编码",
    "组织名称",
    "组织类型",
    "所在地编码",
    "党员人数",
    "任期（年）",
    "上次换届日期",
    "任期届满日期",
]
POST = ["所在地编码", "岗位", "姓名", "办公电话", "任职日期", "任职文件"]
UNIT_HEAD = ["单位代码", "单位名称", "单位简称", "所属系统", "上级单位代码"]


def organization_row(code, kind="党支部", place="", members="", years="", elected="", due=""):
    return [code, f"{code}组织", kind, place, members, years, elected, due]


def post_row(
    place=BUILDING, kind="楼栋长", name="张测试", phone="0898-66661234", since="2026-03-01", document="街发1号"
):
    return [place, kind, name, phone, since, document]


@pytest.fixture
def building(grid):
    InnerPlace.objects.create(code=BUILDING, level="building", name="21栋", grid=grid, valid_from=FIRST_DAY)
    InnerPlace.objects.create(code=UNIT, level="unit", name="二单元", grid=grid, valid_from=FIRST_DAY)
    return grid


# --- organizations


def test_a_place_has_one_lead(grid):
    head = ["组织编码", "组织名称", "组织类型", "所在地编码", "牵头组织"]
    rows = [
        ["0001", "市委", "党委", "990100", "是"], ["00010001", "区委", "党委", "990102", "是"],
        ["00010002", "区直机关党委", "党委", "990102", "否"],
    ]  # fmt: skip
    take(Organizations, sheet(head, *rows))
    late = [["00010003", "园区党委", "党委", "990102", "是"], ["00010004", "行业党委", "行业党委", "", "是"]]

    taken = take(Organizations, sheet(head, *late), mode=Mode.VALID)

    leads = PartyOrganization.objects.filter(is_lead=True).order_by("code")
    assert list(leads.values_list("code", flat=True)) == ["0001", "00010001"]
    assert [(fault.column, fault.remedy[:2]) for fault in taken.faults] == [("牵头组织", "请留"), ("牵头组织", "请填")]


def test_nobody_inherits_a_mobile_number_from_a_file(building):
    take(Posts, sheet(POST, post_row()))
    Post.objects.update(mobile="13800000000", mobile_consent_on=FIRST_DAY)

    take(Posts, sheet(POST, post_row(name="李测试")))

    assert Post.objects.values_list("person_name", "mobile", "mobile_consent_on").get() == ("李测试", "", None)


def test_the_tree_grows_from_its_codes(grid):
    taken = take(
        Organizations,
        sheet(
            ORGANIZATION,
            organization_row("0001", "党委", "990100", "1670000"),
            organization_row("00010001", "党工委", "990102003"),
            organization_row("000100010001", "网格党支部", GRID, "25", "3", "2025-06-20"),
        ),
    )

    assert taken.counts == (3, 0, 0, 0)
    branch = PartyOrganization.objects.select_related("parent__parent", "grid").get(kind="grid_branch")
    assert (branch.parent.parent.code, branch.grid.code, branch.member_count) == ("0001", GRID, 25)
    assert branch.term_due_on == date(2028, 6, 20)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (organization_row("00020001"), "superior"),
        (organization_row("00A1"), "path"),
        (organization_row("1.0001E+11"), "code_is_a_number"),
        (organization_row("0001", "党小组长"), "unknown_value"),
        (organization_row("0001", place="990102003999"), "unknown_place"),
        (organization_row("0001", "网格党支部"), "grid"),
        (organization_row("0001", "网格党支部", "990102003"), "grid"),
        (organization_row("0001", "党小组", BUILDING), "level"),
        (organization_row("0001", "临时党支部", years="3"), "temporary"),
        (organization_row("0001", elected="2026-01-01", due="2025-01-01"), "term_order"),
        (organization_row("0001", members="二十"), "not_a_number"),
        (organization_row("0001", elected="去年"), "not_a_moment"),
        (["0001", "长" * 65, "党支部", "", "", "", "", ""], "too_long"),
        (["0001", "", "党支部", "", "", "", "", ""], "required"),
    ],
)
def test_what_is_wrong_with_an_organization_is_said_with_the_remedy(building, row, why):
    taken = take(Organizations, sheet(ORGANIZATION, row))

    assert taken.codes == [why]
    assert taken.faults[0].remedy
    assert not PartyOrganization.objects.exists()


def test_an_organization_moves_to_another_place_and_keeps_its_id(grid, organization):
    branch = organization("0001", kind="branch", area=grid.community)

    taken = take(Organizations, sheet(ORGANIZATION, organization_row("0001", place=GRID)))

    moved = PartyOrganization.objects.get(pk=branch.pk)
    assert taken.counts == (0, 1, 0, 0)
    assert (moved.area_id, moved.grid) == (None, grid)


@pytest.mark.parametrize("column", ["党员姓名及身份证号", "民族", "宗教信仰", "政治面貌"])
def test_columns_about_persons_refuse_the_file(grid, column):
    with pytest.raises(Refusal) as refusal:
        take(Organizations, sheet([*ORGANIZATION, column], [*organization_row("0001"), ""]))

    assert column in refusal.value.detail


@pytest.mark.parametrize(
    ("day", "years", "due"),
    [(date(2024, 2, 29), 3, date(2027, 2, 28)), (date(2024, 2, 29), 4, date(2028, 2, 29)),
     (date(2023, 6, 20), 5, date(2028, 6, 20))],
)  # fmt: skip
def test_a_term_ends_on_the_day_of_the_election(day, years, due):
    assert years_later(day, years) == due


# --- departments


def test_units_name_the_one_above_wherever_it_stands_before_them(street):
    taken = take(
        Departments,
        sheet(
            UNIT_HEAD,
            ["D05", "市政府办公室", "市府办", "政府", ""],
            ["D14", "市城市管理局", "市城管局", "政府", "D05"],
            ["S990102003", "北栈街道办事处", "北栈街道办", "政府", "D14"],
        ),
    )

    assert taken.counts == (3, 0, 0, 0)
    office = Department.objects.select_related("superior__superior", "street").get(kind="street")
    assert (office.superior.superior.code, office.street) == ("D05", street)
    assert Department.objects.get(code="D14").initials == "scgj"


@pytest.mark.parametrize(
    ("code", "superior", "why"),
    [
        ("D00", "", "unit"),
        ("X1", "", "unit"),
        ("S990102009", "", "street"),
        ("D14", "D14", "itself"),
        ("D14", "D77", "superior"),
    ],
)
def test_what_is_wrong_with_a_unit_is_said(street, code, superior, why):
    assert take(Departments, sheet(UNIT_HEAD, [code, "某局", "某局", "政府", superior])).codes == [why]


def test_a_unit_gets_another_superior(department):
    department("D14"), department("D05")

    assert take(Departments, sheet(UNIT_HEAD, ["D14", "D14", "D14", "政府", "D05"])).counts == (0, 1, 0, 0)

    assert Department.objects.select_related("superior").get(code="D14").superior.code == "D05"


# --- posts


def test_chiefs_stand_at_their_buildings(building):
    taken = take(Posts, sheet(POST, post_row(), post_row(UNIT, "单元长", ""), post_row(GRID, "网格长", "李测试")))

    assert taken.counts == (3, 0, 0, 0)
    assert set(Post.objects.values_list("kind", "place_code", "grid__code", "person_name")) == {
        ("building_chief", BUILDING, GRID, "张测试"), ("unit_chief", UNIT, GRID, ""),
        ("grid_chief", "", GRID, "李测试"),
    }  # fmt: skip
    assert take(Posts, sheet(POST, post_row())).counts == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (post_row(f"{GRID}00022"), "unknown_place"),
        (post_row("990102003001009"), "unknown_place"),
        (post_row("9.90102E+19"), "text"),
        (post_row("D99"), "unknown_unit"),
        (post_row(UNIT, "楼栋长"), "level"),
        (post_row(BUILDING, "网格长"), "level"),
        (post_row(kind="楼长"), "unknown_value"),
        (post_row(phone="打给小张"), "phone"),
        (post_row(name="张测试110101199003070978"), "id_number"),
        (post_row(document="身份证11010119900307097X"), "id_number"),
    ],
)
def test_what_is_wrong_with_a_post_is_said_with_the_remedy(building, row, why):
    taken = take(Posts, sheet(POST, row))

    assert taken.codes == [why]
    assert taken.faults[0].remedy
    assert "19900307" not in str(taken.tally.as_json())


@pytest.mark.parametrize("column", ["家庭住址", "手机", "出生日期", "身份证号码"])
def test_nothing_else_about_a_person_may_be_handed_in(building, column):
    with pytest.raises(Refusal) as refusal:
        take(Posts, sheet([*POST, column], [*post_row(), ""]))

    assert column in refusal.value.detail


def test_another_name_is_another_holder_of_the_same_post(building):
    take(Posts, sheet(POST, post_row()))

    taken = take(Posts, sheet(POST[:3], [BUILDING, "楼栋长", "王测试"]))

    assert taken.counts == (0, 1, 0, 0)
    assert Post.objects.values_list("person_name", "office_phone", "start_on", "document").get() == (
        "王测试", "", None, "",
    )  # fmt: skip


def test_a_post_without_a_name_falls_vacant(building):
    take(Posts, sheet(POST, post_row()))

    take(Posts, sheet(POST[:3], [BUILDING, "楼栋长", ""]))

    post = Post.objects.get()
    assert (post.person_name, post.end_on) == ("", timezone.localdate())


def test_a_grid_has_as_many_workers_as_have_names(building):
    rows = [post_row(GRID, "专职网格员", name) for name in ("赵测试", "钱测试")]
    take(Posts, sheet(POST, *rows))

    assert take(Posts, sheet(POST, *rows, post_row(GRID, "专职网格员", "孙测试"))).counts == (1, 0, 2, 0)


def test_two_rows_of_one_post_are_one_too_many(building):
    assert take(Posts, sheet(POST, post_row(), post_row(name="李测试"))).codes == ["twice_in_file"]


def test_a_post_of_a_department_names_its_unit(department):
    department("D14")

    assert take(Posts, sheet(POST, post_row("D14", "包片领导"))).counts == (1, 0, 0, 0)
    assert Post.objects.select_related("department").get().department.code == "D14"


# --- when it does not come to its end


def test_a_worker_that_dies_between_two_batches_leaves_nothing(grid, monkeypatch):
    rows = sheet(ORGANIZATION, *(organization_row(f"{number:04}") for number in range(1, 7)))
    write, written = Organizations.write, []

    def die_in_the_third(self, entries):
        if len(written) == 2:
            raise SystemExit
        written.append(write(self, entries))

    monkeypatch.setattr(runs, "BATCH", 2)
    monkeypatch.setattr(Organizations, "write", die_in_the_third)
    with pytest.raises(SystemExit):
        take(Organizations, rows)

    assert not PartyOrganization.objects.exists()
    assert not Event.objects.filter(kind=runs.EVENT).exists()
    monkeypatch.undo()
    assert take(Organizations, rows).counts == (6, 0, 0, 0)


def test_a_change_between_check_and_writing_writes_nothing(grid, organization, monkeypatch):
    conclude = Organizations.begin
    passes = []

    def meanwhile(self):
        if passes:
            organization("0002", name="0002组织", kind="branch")
        passes.append(conclude(self))

    monkeypatch.setattr(Organizations, "begin", meanwhile)
    with pytest.raises(runs.Moved):
        take(Organizations, sheet(ORGANIZATION, organization_row("0001"), organization_row("0002")), Mode.VALID)

    assert not PartyOrganization.objects.filter(code="0001").exists()


def test_a_page_that_changes_a_row_after_it_was_compared_wins(organization, monkeypatch):
    organization("0001", name="旧名", kind="branch")
    settle, members = Organizations.settle, count(7)

    def meanwhile(self, entries):
        settle(self, entries)
        PartyOrganization.objects.update(member_count=next(members))

    monkeypatch.setattr(Organizations, "settle", meanwhile)
    with pytest.raises(runs.Moved):
        take(Organizations, sheet(ORGANIZATION, organization_row("0001")))

    assert PartyOrganization.objects.get().name == "旧名"


def test_a_code_that_a_page_gave_meanwhile_writes_nothing(grid, organization, monkeypatch):
    write = Organizations.write

    def meanwhile(self, entries):
        organization("0002", name="页面新建", kind="branch")
        write(self, entries)

    monkeypatch.setattr(Organizations, "write", meanwhile)
    with pytest.raises(runs.Moved):
        take(Organizations, sheet(ORGANIZATION, organization_row("0001"), organization_row("0002")))

    assert not PartyOrganization.objects.filter(code="0001").exists()


# --- many


def test_hundreds_of_rows_with_bad_ones_among_them(grid):
    """What `python -m bench importing` does with a province."""
    good = [organization_row(f"0001{number:04}", members="9") for number in range(1, 401)]
    bad = [organization_row("9.0001E+08"), organization_row("00990001"), organization_row("0001O001")]

    taken = take(
        Organizations, sheet(ORGANIZATION, organization_row("0001", "党委"), *good[:200], *bad, *good[200:]), Mode.VALID
    )

    assert taken.counts == (401, 0, 0, 3)
    assert [entry.row.number for entry in taken.faulty] == [203, 204, 205]
    assert PartyOrganization.objects.within("0001").count() == 401


@pytest.mark.parametrize("rows", [1, 30])
def test_a_batch_of_posts_costs_the_same_queries_at_any_length(grid, rows, django_assert_num_queries):
    content = sheet(POST, *(post_row(GRID, "专职网格员", f"测试{number}") for number in range(rows)))

    with django_assert_num_queries(19 + LOCKS):
        assert take(Posts, content).counts == (rows, 0, 0, 0)
