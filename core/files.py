"""Files people hand in: known by their content, cleaned of what they say besides it, kept under their own hash."""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core import metadata
from core.actors import Actor
from core.models import Attachment
from core.refusals import Refusal

OOXML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    extension: str
    content_type: str
    clean: Callable[[bytes], bytes] | None = None


def _image(extension: str, content_type: str) -> Kind:
    return Kind(extension, content_type, lambda content: metadata.clean_image(content, extension))


ALLOWED = {
    kind.extension: kind
    for kind in (
        _image("jpg", "image/jpeg"),
        _image("png", "image/png"),
        _image("webp", "image/webp"),
        Kind("pdf", "application/pdf"),
        Kind("docx", OOXML + "wordprocessingml.document"),
        Kind("xlsx", OOXML + "spreadsheetml.sheet"),
        Kind("mp3", "audio/mpeg"),
        Kind("m4a", "audio/mp4", metadata.clean_film),
        Kind("amr", "audio/amr"),
        Kind("mp4", "video/mp4", metadata.clean_film),
    )
}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
PROGRAMS = {"exe", "elf", "dex", "deb", "rpm", "crx", "swf"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileRefused(Refusal):
    """The file cannot be kept. Its `code` is one of empty, too_large, type_not_allowed, program, macro, unreadable."""


def keep(upload: File, subject: models.Model, *, by: Actor, at: datetime, field: str = "file") -> Attachment:
    """Check, clean and store an upload for a subject. `field` is how the form or call names it in a refusal."""
    content = _read(upload, field)
    kind = _kind_of(content, field)
    content = _cleaned(content, kind, field)
    sha256 = hashlib.sha256(content).hexdigest()
    return Attachment.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        file=_store(content, f"attachments/{sha256[:2]}/{sha256}.{kind.extension}"),
        original_name=_tidy_name(upload.name or "", kind),
        content_type=kind.content_type,
        size=len(content),
        sha256=sha256,
        uploaded_by_id=by.id,
        uploaded_at=at,
    )


def download(attachment: Attachment) -> FileResponse:
    """The file under the name it came with. Whoever calls has asked whether the reader may see its subject."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.original_name,
        content_type=attachment.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read(upload: File, field: str) -> bytes:
    limit = settings.ATTACHMENT_MAX_BYTES
    content = upload.read(limit + 1)
    if not content:
        raise FileRefused(
            field=field,
            code="empty",
            detail=_("The file is empty."),
            remedy=_("Open it on your computer to see whether it is whole, then send it again."),
        )
    if len(content) > limit:
        raise FileRefused(
            field=field,
            code="too_large",
            detail=_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)},
            remedy=_("Send a smaller photo or a shorter recording, or split the document."),
        )
    return content


def _kind_of(content: bytes, field: str) -> Kind:
    if zipfile.is_zipfile(io.BytesIO(content)) and content.startswith(b"PK"):
        extension = _office_extension(content, field)
    else:
        guess = filetype.guess(content)
        extension = guess.extension if guess else ""
    if extension in ALLOWED:
        return ALLOWED[extension]
    if extension in PROGRAMS:
        raise FileRefused(
            field=field,
            code="program",
            detail=_("The file is a program."),
            remedy=_("Programs are never accepted. Send a photo, a recording or a document."),
        )
    raise FileRefused(
        field=field,
        code="type_not_allowed",
        detail=_("Files of this type are not accepted."),
        remedy=_remedy_for(content, extension),
    )


def _office_extension(content: bytes, field: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _unreadable(field) from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(
            field=field,
            code="macro",
            detail=_("The document contains macros."),
            remedy=_("Save it as .docx or .xlsx without macros and send that file."),
        )
    return next((OFFICE_PARTS[name] for name in names if name in OFFICE_PARTS), "zip")


def _remedy_for(content: bytes, extension: str) -> str:
    if content.startswith(OLD_OFFICE):
        return _("Open it and save it as .docx or .xlsx, then send that file.")
    if extension in {"heic", "heif", "avif"}:
        return _("Save the photo as JPEG, then send that file.")
    return _("Send one of: %(types)s.") % {"types": ", ".join(ALLOWED)}


def _cleaned(content: bytes, kind: Kind, field: str) -> bytes:
    if kind.clean is None:
        return content
    try:
        return kind.clean(content)
    except metadata.TooManyPixels as error:
        raise FileRefused(
            field=field,
            code="too_large",
            detail=_("The picture has more than %(millions)s million pixels.")
            % {"millions": metadata.MAX_PIXELS // 1_000_000},
            remedy=_("Send a smaller copy of the picture."),
        ) from error
    except metadata.Unreadable as error:
        raise _unreadable(field) from error


def _unreadable(field: str) -> FileRefused:
    return FileRefused(
        field=field,
        code="unreadable",
        detail=_("The file is damaged and cannot be read."),
        remedy=_("Open it on your computer to see whether it is whole, then send it again."),
    )


def _store(content: bytes, path: str) -> str:
    """The same content is stored once, however often it comes."""
    return path if default_storage.exists(path) else default_storage.save(path, ContentFile(content))


def _tidy_name(name: str, kind: Kind) -> str:
    """The sender's name for it, without folders or invisible characters, ending in what it really is."""
    visible = "".join(c for c in PurePath(name.replace("\\", "/")).name if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", visible).strip(" .") or "file"
    return f"{stem[: 250 - len(kind.extension)]}.{kind.extension}"
