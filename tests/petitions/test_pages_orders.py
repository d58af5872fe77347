"""The page of one order: what it offers, who said it, its files."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import Attachment, Event
from petitions.enums import Status
from petitions.models import IdentityDisclosure
from petitions.views.order_actions import KEYS
from tests.factories import order_in


def photo(name="现场.png"):
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def url_of(order):
    return reverse("petitions:order", args=[order.number])


def buttons(response):
    """The steps on the page: name, and whether it is open to this person."""
    return [(panel.key, not panel.disabled_reason) for panel in response.context["actions"]]


@pytest.mark.parametrize(
    ("status", "who", "queries"),
    [
        (Status.REGISTERED, "mei", 23),
        (Status.ACCEPTED, "mei", 23),
        (Status.DISPATCHED, "mei", 24),
        (Status.DISPATCHED, "wei", 20),
        (Status.HANDLING, "wei", 21),
        (Status.CLOSED, "mei", 23),
    ],
)
def test_an_order_costs_few_questions(status, who, queries, cast, sit_down, django_assert_num_queries):
    order = order_in(status)
    client = sit_down(getattr(cast, who))

    with django_assert_num_queries(queries):
        response = client.get(url_of(order))

    assert response.status_code == 200


OFFERS = [
    (Status.DISPATCHED, "wei", ["sign", "request_return", "arbitrate"], []),
    (
        Status.HANDLING, "wei",
        ["contact", "request_return", "arbitrate", "request_assist", "request_extension", "request_suspension",
         "apply_exclusion"],
        ["submit"],
    ),
    (Status.HANDLING, "sun", [], []),
    (Status.RETURN_PENDING, "wei", ["arbitrate"], []),
    (Status.SUBMITTED, "wei", ["apply_exclusion"], []),
    (Status.VERIFYING, "mei", ["verify", "fail_verification", "raise_urgency", "recuse"], []),
    (
        Status.FOLLOW_UP, "mei",
        ["close", "miss_call", "propose_rework", "propose_final", "raise_urgency", "recuse"], [],
    ),
    (Status.CLOSED, "mei", ["reopen"], []),
    (Status.MERGED, "mei", ["unmerge"], []),
]  # fmt: skip


@pytest.mark.parametrize(("status", "who", "open_to", "closed"), OFFERS)
def test_a_page_offers_the_steps_of_its_reader_the_main_one_first(status, who, open_to, closed, cast, sit_down):
    order = order_in(status)

    response = sit_down(getattr(cast, who)).get(url_of(order))

    assert sorted(buttons(response)) == sorted([(key, True) for key in open_to] + [(key, False) for key in closed])
    assert not buttons(response) or buttons(response)[0][0] == (open_to + closed)[0]


def test_what_must_come_before_a_reply_is_said_on_its_button(cast, sit_down):
    order = order_in(Status.HANDLING)

    panels = {panel.key: panel for panel in sit_down(cast.wei).get(url_of(order)).context["actions"]}

    assert panels["submit"].disabled_reason == (
        "Record the first contact with the petitioner (or three attempts) before you submit."
    )
    assert panels["contact"].is_primary


def test_after_the_return_window_the_page_says_what_may_still_be_returned(cast, sit_down, wednesday):
    order = order_in(Status.DISPATCHED, at=wednesday - timedelta(days=5))

    panels = {panel.key: panel for panel in sit_down(cast.wei).get(url_of(order)).context["actions"]}

    assert panels["request_return"].consequence.startswith(
        "The return window closed at 16 November (Mon) 17:30: only a clerical error (R8) may still be returned"
    )


def test_a_link_can_open_the_panel_of_a_step(cast, sit_down):
    order = order_in(Status.HANDLING)

    panels = sit_down(cast.wei).get(url_of(order) + "?do=contact").context["actions"]

    assert [panel.key for panel in panels if panel.is_open] == ["contact"]


def test_keys_are_those_of_the_sheet():
    assert len(set(KEYS.values())) == len(KEYS)


def test_an_order_that_joined_another_leads_there(cast, sit_down):
    order = order_in(Status.MERGED)

    response = sit_down(cast.mei).get(url_of(order))
    primary = sit_down(cast.mei).get(url_of(order.merged_into))

    assert order.merged_into.number in response.text
    assert [other.number for other in primary.context["merged"]] == [order.number]
    assert [petition.number for petition, _text in primary.context["joined"]] == [response.context["petition"].number]


def test_an_identity_is_shown_for_a_minute_and_on_record(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.wei).post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"})

    assert response.status_code == 200
    assert response.headers["Refresh"] == f"60;url={url_of(order)}"
    assert "no-store" in response.headers["Cache-Control"]
    assert (response.context["identity"].name, response.context["identity"].phone) == ("兰小燕", "13800001234")
    assert [(row.by_name, row.reason) for row in IdentityDisclosure.objects.all()] == [("赵伟", "contact")]
    assert response.context["entries"][0].title == "Looked at the petitioner's identity"


def test_htmx_takes_the_identity_away_again(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)
    htmx = {"HX-Request": "true"}

    shown = wei.post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"}, headers=htmx)
    after = wei.get(url_of(order), headers=htmx)

    assert 'hx-trigger="load delay:60s"' in shown.text
    assert "13800001234" in shown.text
    assert "<html" not in shown.text
    assert "138****1234" in after.text
    assert "13800001234" not in after.text


def test_no_reason_no_identity(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.wei).post(reverse("petitions:reveal", args=[order.number]), {})

    assert response.status_code == 422
    assert not response.context["identity"].is_revealed
    assert not IdentityDisclosure.objects.exists()


def test_an_eleventh_identity_in_a_day_is_refused(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)
    url = reverse("petitions:reveal", args=[order.number])

    answers = [wei.post(url, {"reason": "contact"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [422]


@pytest.mark.parametrize("said", [{"is_confidential": True}, {"is_anonymous": True}])
def test_a_unit_never_learns_who_wanted_to_stay_unknown(said, cast, sit_down):
    order = order_in(Status.HANDLING, **said)
    wei = sit_down(cast.wei)

    assert not wei.get(url_of(order)).context["may_reveal"]
    assert wei.post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"}).status_code == 403


def test_a_photo_is_added_and_can_be_had_again(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)

    added = wei.post(reverse("petitions:add-file", args=[order.number]), {"file": photo()})
    attachment = Attachment.objects.get()
    had = wei.get(reverse("petitions:file", args=[order.number, attachment.pk]))

    assert added.status_code == 302
    assert (had.status_code, had.headers["Content-Type"]) == (200, "image/png")
    assert Event.objects.filter(kind="workorder.file_added", data__name="现场.png").count() == 1


def test_a_program_is_no_photo(cast, sit_down):
    order = order_in(Status.HANDLING)

    program = SimpleUploadedFile("photo.jpg", b"MZ" + b"\0" * 60)
    response = sit_down(cast.wei).post(reverse("petitions:add-file", args=[order.number]), {"file": program})

    assert response.status_code == 422
    assert list(response.context["add_file"].errors) == ["file"]
    assert not Attachment.objects.exists()
