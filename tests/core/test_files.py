import hashlib
import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from core import files, metadata
from core.actors import SYSTEM, Actor
from core.models import Attachment, Job, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SIDEWAYS = 6  # EXIF: turn by 90 degrees to see it upright


@pytest.fixture
def wei():
    user = User.objects.create(username="wei", name="魏建国")
    return Actor(id=user.pk, name=user.name)


@pytest.fixture
def subject():
    return Job.objects.create(kind="test", key="subject", created_at=NOW, heartbeat_at=NOW)


@pytest.fixture
def keep(subject):
    def keep(content, name="照片.jpg", by=SYSTEM):
        return files.keep(SimpleUploadedFile(name, content), subject, by=by, at=NOW)

    return keep


def photo(image_format="JPEG", mode="RGB", size=(8, 4), **options):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, image_format, **options)
    return out.getvalue()


def photo_with_place(image_format="JPEG"):
    exif = Image.Exif()
    exif[Base.Orientation] = SIDEWAYS
    exif[Base.Make] = "PhoneMaker"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (20.0, 1.0, 2.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLongitude] = (110.0, 3.0, 4.0)
    return photo(image_format, exif=exif, **({"comment": b"by Lan"} if image_format == "JPEG" else {}))


def workbook():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name in names:
            zipped.writestr(name, "content")
    return out.getvalue()


def box(kind, *parts):
    body = b"".join(parts)
    return (len(body) + 8).to_bytes(4) + kind + body


def film(*in_moov):
    return box(b"ftyp", b"isom\0\0\2\0isommp42") + box(b"moov", *in_moov) + box(b"mdat", b"picture")


def test_what_is_known_of_a_file(keep, wei, subject):
    kept = keep(b"%PDF-1.7 letter", "来信.pdf", by=wei)

    sha256 = hashlib.sha256(b"%PDF-1.7 letter").hexdigest()
    assert (kept.original_name, kept.content_type, kept.size) == ("来信.pdf", "application/pdf", 15)
    assert (kept.sha256, kept.file.name) == (sha256, f"attachments/{sha256[:2]}/{sha256}.pdf")
    assert (kept.uploaded_by_id, kept.uploaded_at) == (wei.id, NOW)
    assert kept.file.read() == b"%PDF-1.7 letter"
    assert list(Attachment.objects.of(subject)) == [kept]


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_photo_loses_its_place_and_stands_upright(keep, image_format):
    sent = photo_with_place(image_format)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] == (20.0, 1.0, 2.0)

    kept = Image.open(keep(sent).file)

    assert dict(kept.getexif()) == {}
    assert kept.size == (4, 8)
    assert {"exif", "comment", "xmp", "photoshop"}.isdisjoint(kept.info)


def test_photo_keeps_its_colours(keep):
    red, green, blue = Image.open(keep(photo()).file).convert("RGB").getpixel((3, 2))

    assert red > 250
    assert green < 5
    assert blue < 5


@pytest.mark.parametrize(
    ("image_format", "mode", "kept_mode"),
    [("PNG", "RGBA", "RGBA"), ("PNG", "P", "RGB"), ("JPEG", "CMYK", "RGB"), ("JPEG", "L", "L"), ("PNG", "1", "RGB")],
)
def test_unusual_pixels_are_kept(keep, image_format, mode, kept_mode):
    sent = io.BytesIO()
    Image.new(mode, (8, 4)).save(sent, image_format)

    assert Image.open(keep(sent.getvalue()).file).mode == kept_mode


def test_film_loses_its_place_and_keeps_its_length(keep):
    place = box(b"udta", box(b"\xa9xyz", b"+20.0172+110.0511/"))
    sent = film(box(b"mvhd", b"head"), place, box(b"trak", box(b"meta", b"by Lan")))

    kept = keep(sent, "现场.mp4").file.read()

    assert len(kept) == len(sent)
    assert b"+20.0172" not in kept
    assert b"by Lan" not in kept
    assert kept.endswith(box(b"mdat", b"picture"))


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kept_name"),
    [
        (photo("PNG"), "截图.jpg", "image/png", "截图.png"),  # known by content, whatever it is called
        (photo("WEBP"), "图", "image/webp", "图.webp"),
        (workbook(), "台账.xlsx", files.OOXML + "spreadsheetml.sheet", "台账.xlsx"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            "报告.docx",
            files.OOXML + "wordprocessingml.document",
            "报告.docx",
        ),
        (b"ID3\x04" + bytes(300), "录音.mp3", "audio/mpeg", "录音.mp3"),
        (b"#!AMR\n" + bytes(300), "录音.amr", "audio/amr", "录音.amr"),
        (box(b"ftyp", b"M4A \0\0\2\0") + box(b"mdat", b"sound"), "录音.m4a", "audio/mp4", "录音.m4a"),
    ],
)
def test_allowed_types(keep, content, name, content_type, kept_name):
    kept = keep(content, name)

    assert (kept.content_type, kept.original_name) == (content_type, kept_name)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(300), "program"),
        (b"\x7fELF" + bytes(300), "program"),
        (b"<script>alert(1)</script>", "type_not_allowed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type_not_allowed"),
        (files.OLD_OFFICE + bytes(600), "type_not_allowed"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300), "type_not_allowed"),
        (archive("anything"), "type_not_allowed"),
        (archive("word/document.xml", "word/vbaProject.bin"), "macro"),
        (photo()[:200], "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "unreadable"),
        (film()[:-3], "unreadable"),
        (film() + b"\0\0\0\7junk", "unreadable"),
    ],
)
def test_refused_with_field_and_remedy(keep, content, code):
    with pytest.raises(files.FileRefused) as refused:
        keep(content)

    assert (refused.value.field, refused.value.code) == ("file", code)
    assert refused.value.detail
    assert refused.value.remedy
    assert not Attachment.objects.exists()


def test_boxes_nested_without_end_are_refused(keep):
    nested = b""
    for _ in range(2000):
        nested = box(b"moov", nested)

    with pytest.raises(files.FileRefused) as refused:
        keep(box(b"ftyp", b"isom\0\0\2\0isom") + nested, "炸弹.mp4")

    assert refused.value.code == "unreadable"


def test_too_large(keep, settings):
    settings.ATTACHMENT_MAX_BYTES = 100

    with pytest.raises(files.FileRefused) as refused:
        keep(b"%PDF-" + bytes(96))

    assert refused.value.code == "too_large"


def test_too_many_pixels(keep, monkeypatch):
    monkeypatch.setattr(metadata, "MAX_PIXELS", 31)

    with pytest.raises(files.FileRefused) as refused:
        keep(photo(size=(8, 4)))

    assert refused.value.code == "too_large"


def test_the_same_content_is_stored_once(keep):
    first, second = keep(b"%PDF-1.7 letter", "一.pdf"), keep(b"%PDF-1.7 letter", "二.pdf")

    assert first.file.name == second.file.name
    assert len(default_storage.listdir(f"attachments/{first.sha256[:2]}")[1]) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/来信.pdf", "来信.pdf"),
        ("C:\\Users\\lan\\来信.pdf", "来信.pdf"),
        ("来\u202efdp\u0000信.exe", "来fdp信.pdf"),
        ("长" * 300 + ".pdf", "长" * 247 + ".pdf"),
        (".pdf", "file.pdf"),
        ("工单 2026.11.22 回复", "工单 2026.11.22 回复.pdf"),
    ],
)
def test_names_are_tidied(keep, sent, kept):
    # A browser may send anything; Django's upload classes would tidy some of it first.
    assert files._tidy_name(sent, files.ALLOWED["pdf"]) == kept


def test_chinese_name_survives_the_download(keep):
    response = files.download(keep(b"%PDF-1.7 letter", "翠湖路 来信.pdf"))

    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%BF%A0%E6%B9%96%E8%B7%AF%20%E6%9D%A5%E4%BF%A1.pdf"
    )
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == b"%PDF-1.7 letter"
