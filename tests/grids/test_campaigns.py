"""无物业小区清零: into the ledger, out of it with evidence by two people, and back when the management is lost."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import ledger
from core.calendar import build
from core.files import FileRefused
from core.models import Attachment
from grids import campaigns, estates, lamps, writeoffs
from grids.enums import ItemState, ManagingMode
from grids.estates import Managed
from grids.models import CampaignItem, Estate
from grids.refusals import Refused
from tests.grids import ground
from tests.grids.ground import NOW, TODAY, days_later

JUNE, OCTOBER = date(2026, 6, 1), date(2026, 10, 12)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def item(town):
    ground.make_estate(managed=ground.nobody())
    campaign = ground.make_campaign()
    return campaign.items.get()


def kinds(subject):
    return [event.kind for event in ledger.history(subject)]


def report(item, managed=None, by=None, at=NOW, **said):
    given = {"evidence": "业主大会表决通过，合同已备案。"}
    managed = managed or Managed(ManagingMode.SELF, OCTOBER)
    return writeoffs.report(item, managed, by=by or ground.hong(), at=at, **(given | said))


# --- the story


def test_st_13_eighteen_estates_seventeen_cleared_one_red(town):
    for number in range(18):
        ground.make_estate(f"清零{number + 1:02}号院", managed=ground.nobody())
    ground.make_estate("有物业小区")
    campaign = ground.make_campaign(JUNE, target=OCTOBER, at=days_later(-150))
    *most, last = campaign.items.order_by("id")

    for number, item in enumerate(most):
        managed = (
            ground.by_company(OCTOBER),
            Managed(ManagingMode.SELF, OCTOBER),
            Managed(ManagingMode.STREET, OCTOBER),
        )
        report(item, managed[number % 3])
        writeoffs.write_off(item, by=ground.du(), at=NOW)

    progress = campaigns.progress(campaign.items.all())
    days = build([2026], {})
    lamp = {
        item.pk: lamps.face(item.begun_on, item.due_on, now=NOW, days=days, done_at=item.cleared_at).lamp
        for item in campaign.items.all()
    }
    assert (str(progress), progress.left) == ("17/18", 1)
    assert lamp == {last.pk: "red"} | {item.pk: "stopped" for item in most}
    assert list(Estate.objects.unmanaged(TODAY)) == [last.estate]


# --- into the ledger


def test_it_begins_with_every_estate_that_has_no_management(town):
    bare = ground.make_estate("失管院", managed=ground.nobody())
    ground.make_estate("有物业小区")

    campaign = ground.make_campaign()

    (item,) = campaign.items.all()
    assert (item.estate, item.state, item.begun_on, item.due_on) == (bare, "open", TODAY, date(2026, 11, 30))
    assert kinds(item) == ["campaignitem.taken_in"]
    assert kinds(campaign) == ["campaign.added", "campaign.taken_in"]


def test_estates_that_came_later_are_taken_in_once(item):
    campaign = item.campaign
    ground.make_estate("新失管院", managed=ground.nobody())

    assert [str(estate) for estate in campaigns.missing(campaign, TODAY)] == ["新失管院"]
    assert campaigns.take_in(campaign, by=ground.mei(), at=NOW) == 1
    assert campaigns.take_in(campaign, by=ground.mei(), at=NOW) == 0
    assert campaign.items.count() == 2


def test_after_the_target_day_it_is_due_at_once(item):
    ground.make_estate("新失管院", managed=ground.nobody())

    campaigns.take_in(item.campaign, by=ground.mei(), at=days_later(30))

    late = CampaignItem.objects.get(estate__name="新失管院")
    assert late.due_on == late.begun_on == TODAY + timedelta(days=30)


def test_measure_deadline_and_notes(item):
    campaigns.plan(item, measure="选聘物业企业", due_on=date(2026, 11, 25), by=ground.hong(), at=NOW)
    campaigns.note(item, "已入户，联系人13812345678", by=ground.hong(), at=NOW)

    item.refresh_from_db()
    note = ledger.history(item).last()
    assert (item.measure, item.due_on) == ("选聘物业企业", date(2026, 11, 25))
    assert (note.kind, note.data["text"]) == ("campaignitem.noted", "已入户，联系人〔电话〕")


def test_a_deadline_before_the_beginning_is_refused(item):
    with pytest.raises(Refused) as refusal:
        campaigns.plan(item, measure="x", due_on=JUNE, by=ground.hong(), at=NOW)

    assert refusal.value.field == "due_on"


# --- out of it


def test_a_write_off_takes_two_people(item):
    report(item, by=ground.mei())

    with pytest.raises(Refused) as refusal:
        writeoffs.write_off(item, by=ground.mei(), at=NOW)

    assert refusal.value.code == "two_people"
    assert CampaignItem.objects.get().state == ItemState.REPORTED

    writeoffs.write_off(item, by=ground.du(), at=NOW)

    row = CampaignItem.objects.get()
    assert (row.state, row.cleared_at, row.cleared_by_name) == (ItemState.CLEARED, NOW, "du")


def test_a_write_off_puts_the_new_management_into_the_register(item):
    report(item, ground.by_company(OCTOBER))
    assert Estate.objects.unmanaged(TODAY).count() == 1

    writeoffs.write_off(item, by=ground.du(), at=NOW)

    managed = estates.now_managed(item.estate)
    assert (managed.mode, str(managed.company), managed.valid_from) == ("company", "萤灯物业", OCTOBER)
    assert managed.basis == "无物业小区清零"


def test_what_the_street_entered_itself_is_not_entered_again(item):
    estates.manage(item.estate, Managed(ManagingMode.STREET, OCTOBER), by=ground.hong(), at=NOW)

    report(item, Managed(ManagingMode.STREET, OCTOBER))
    writeoffs.write_off(item, by=ground.du(), at=NOW)

    assert item.estate.managements.count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"managed": ground.nobody(OCTOBER)}, "mode"),
        ({"evidence": "  "}, "evidence"),
        ({"managed": Managed(ManagingMode.COMPANY, OCTOBER)}, "company"),
        ({"managed": Managed(ManagingMode.SELF, TODAY + timedelta(days=1))}, "since"),
        ({"managed": Managed(ManagingMode.SELF, date(2019, 1, 1))}, "since"),
    ],
    ids=["nobody manages it", "no evidence", "no company", "not yet", "before it was bare"],
)
def test_a_report_that_shows_nothing_is_refused(item, said, field):
    with pytest.raises(Refused) as refusal:
        report(item, **said)

    assert refusal.value.field == field
    assert CampaignItem.objects.get().state == ItemState.OPEN


def test_a_document_is_evidence_enough(item):
    report(item, evidence="", upload=SimpleUploadedFile("合同.pdf", PDF))

    (kept,) = Attachment.objects.of(item)
    assert kept.original_name == "合同.pdf"
    assert ledger.history(item).last().data["sha256"] == kept.sha256


def test_a_file_that_is_refused_leaves_nothing_behind(item):
    with pytest.raises(FileRefused):
        report(item, upload=SimpleUploadedFile("x.exe", b"MZ\x90\x00" + b"\x00" * 300))

    assert CampaignItem.objects.get().state == ItemState.OPEN
    assert kinds(item) == ["campaignitem.taken_in"]


def test_what_is_sent_back_is_open_again_with_the_reason(item):
    report(item)

    writeoffs.send_back(item, reason="缺公示照片", by=ground.du(), at=NOW)

    row = CampaignItem.objects.get()
    assert (row.state, row.mode, row.evidence, row.reported_by_id) == ("open", "", "", None)
    assert ledger.history(item).last().data["reason"] == "缺公示照片"


@pytest.mark.parametrize("second", ["write_off", "report", "plan"])
def test_the_second_reads_what_happened(item, second):
    report(item)
    writeoffs.write_off(item, by=ground.du(), at=NOW)
    doing = {
        "write_off": lambda: writeoffs.write_off(item, by=ground.mei(), at=NOW),
        "report": lambda: report(item),
        "plan": lambda: campaigns.plan(item, measure="x", due_on=TODAY, by=ground.hong(), at=NOW),
    }

    with pytest.raises(Refused):
        doing[second]()

    assert kinds(item)[-1] == "campaignitem.written_off"
    assert CampaignItem.objects.get().cleared_by_name == "du"


# --- and back


@pytest.mark.parametrize("cleared", [True, False], ids=["written off", "only reported"])
def test_an_estate_that_loses_its_management_is_open_again(item, cleared):
    report(item)
    if cleared:
        writeoffs.write_off(item, by=ground.du(), at=NOW)
    else:
        estates.manage(item.estate, Managed(ManagingMode.SELF, OCTOBER), by=ground.hong(), at=NOW)

    estates.manage(item.estate, ground.nobody(date(2026, 11, 2)), by=ground.hong(), at=NOW)

    row = CampaignItem.objects.get()
    assert (row.state, row.cleared_at, row.mode) == (ItemState.OPEN, None, "")
    assert kinds(item)[-1] == "campaignitem.reopened"
    assert str(campaigns.progress(item.campaign.items.all())) == "0/1"


def test_an_estate_that_is_pulled_down_does_not_stand_between_a_campaign_and_zero(item):
    estates.change(item.estate, {"valid_to": TODAY}, by=ground.hong(), at=NOW)

    assert list(item.campaign.items.counted(TODAY - timedelta(days=1))) == [item]
    assert list(item.campaign.items.counted(TODAY)) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_write_off_at_once_write_off_once(item):
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    report(item)
    start, answers = Barrier(2), []

    def session(by):
        start.wait()
        try:
            writeoffs.write_off(CampaignItem.objects.get(), by=by, at=NOW)
            answers.append("done")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=session, args=[by]) for by in (ground.mei(), ground.du())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["done", "wrong_state"]
    assert kinds(item).count("campaignitem.written_off") == 1
    assert item.estate.managements.count() == 2
