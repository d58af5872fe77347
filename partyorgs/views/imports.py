"""Handing in a file of places, organizations or posts: template, upload, check, import, result."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import upload_pages
from core.components import Fact
from core.enums import JobState
from core.htmx import page
from core.importing import templates
from core.importing.runs import Mode
from core.models import Job
from core.refusals import Refusal
from partyorgs import tasks
from partyorgs.forms.imports import ImportForm
from partyorgs.importing import REGISTERS, uploads
from partyorgs.importing.uploads import CHECK, IMPORT
from partyorgs.permissions import may_edit_map

SHOWN = 8
FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    _admit(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        job = _checked(form, request)
        if job:
            return _go_on(request, job)
    earlier = upload_pages.own(request, (CHECK, IMPORT)).order_by("-created_at", "-id")[:SHOWN]
    context = {
        "form": form, "steps": upload_pages.steps(1), "jobs": earlier,
        "registers": [(name, capfirst(register.title)) for name, register in REGISTERS.items()],
    }  # fmt: skip
    return page(request, "partyorgs/imports.html", context, status=422 if form.is_bound else 200)


@require_GET
def template(request: HttpRequest, register: str) -> FileResponse:
    _admit(request)
    if register not in REGISTERS:
        raise Http404
    stream = BytesIO()
    templates.write(REGISTERS[register], stream)
    return _file(stream.getvalue(), templates.name(REGISTERS[register]), "xlsx")


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    job = _one(request, pk)
    has_ended, is_check = job.shown_state == JobState.DONE, job.kind == CHECK
    context = {
        "job": job, "is_check": is_check,
        "steps": upload_pages.steps((2 if is_check else 3) + has_ended),
        "register": capfirst(REGISTERS[job.params["register"]].title), "figures": _figures(job), "facts": _facts(job),
        "remarks": _remarks(job),
        "good": job.result.get("new", 0) + job.result.get("changed", 0),
        "crumbs": [(_("Import of the basis"), reverse("partyorgs:imports"))],
    }  # fmt: skip
    return page(request, "partyorgs/imports_job.html", context, fragment="state")


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was checked: all of it, or with ?mode=valid the good rows. Also the way to start again."""
    job = _one(request, pk)
    mode = Mode.VALID if request.POST.get("mode") == Mode.VALID else Mode.ALL
    try:
        return _go_on(request, uploads.take_in(job, mode))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("partyorgs:imports")


@require_GET
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    job = _one(request, pk)
    try:
        content = uploads.faults_of(job)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("partyorgs:import", pk)
    extension = job.params["extension"]
    return _file(content, f"{job.params['name'].rpartition('.')[0]}-待更正.{extension}", extension)


def _admit(request: HttpRequest) -> None:
    if not may_edit_map(request.actor):
        raise PermissionDenied(_("Places, organizations and posts are imported by the office's administrators."))


def _one(request: HttpRequest, pk: int) -> Job:
    _admit(request)
    return get_object_or_404(upload_pages.own(request, (CHECK, IMPORT)), pk=pk)


def _checked(form: ImportForm, request: HttpRequest) -> Job | None:
    file = form.cleaned_data["file"]
    try:
        return uploads.check(
            file.read(), name=file.name, register=form.cleaned_data["register"], owner=request.user
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, str(refusal))
        return None


def _go_on(request: HttpRequest, job: Job) -> HttpResponse:
    return upload_pages.hand_over(request, job, tasks.import_file, page="partyorgs:import", upload="partyorgs:imports")


def _figures(job: Job) -> list[Fact]:
    result = job.result
    if "rows" not in result:
        return []
    labels = {
        "rows": _("Rows"), "new": _("New"), "changed": _("Changed"), "same": _("As they were"),
        "skipped": _("Skipped"), "faulty": _("Faulty"),
    }  # fmt: skip
    return [Fact(label, result[name]) for name, label in labels.items()]


def _facts(job: Job) -> list[Fact]:
    unread = "、".join(job.result.get("unread", ()))
    return [Fact(_("Columns not read"), unread)] if unread else []


def _remarks(job: Job) -> list[Fact]:
    """What should be known of the register as a whole; no row is refused for it."""
    return [
        Fact(f"{remark['text']} ({remark['count']})", _listed(remark["examples"], remark["count"]))
        for remark in job.result.get("remarks", ())
    ]  # fmt: skip


def _listed(examples: list[str], count: int) -> str:
    return "、".join(examples) + ("…" if count > len(examples) else "")


def _file(content: bytes, name: str, extension: str) -> FileResponse:
    response = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=FILE_TYPES[extension])
    response.headers["Cache-Control"] = "private, no-store"
    return response
