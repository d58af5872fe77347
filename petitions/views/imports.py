"""Handing in a file of petitions: template, upload, check, import, result."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import upload_pages
from core.components import Fact
from core.enums import JobState
from core.htmx import page
from core.models import Job
from core.refusals import Refusal
from petitions import tasks
from petitions.forms.imports import ImportForm
from petitions.importing import templates, uploads
from petitions.importing.runs import CHECK, IMPORT
from petitions.permissions import may_import

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 8


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    _admit(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        job = _checked(form, request)
        if job:
            return _go_on(request, job)
    earlier = upload_pages.own(request, (CHECK, IMPORT)).order_by("-created_at", "-id")[:SHOWN]
    context = {"form": form, "jobs": earlier, "steps": upload_pages.steps(1)}
    return page(request, "petitions/imports.html", context, status=422 if form.is_bound else 200)


@require_GET
def template(request: HttpRequest) -> FileResponse:
    _admit(request)
    stream = BytesIO()
    templates.write(stream)
    return _workbook(stream.getvalue(), f"诉求导入模板-{templates.VERSION}.xlsx")


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    job = _one(request, pk)
    has_ended = job.shown_state == JobState.DONE
    at = (3 if has_ended else 2) if job.kind == CHECK else (4 if has_ended else 3)
    context = {
        "job": job, "steps": upload_pages.steps(at), "is_check": job.kind == CHECK,
        "figures": _figures(job), "facts": _facts(job),
        "crumbs": [(_("Import petitions"), reverse("petitions:imports"))],
    }  # fmt: skip
    return page(request, "petitions/imports_job.html", context, fragment="state")


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was checked. Also the way to start again what was interrupted."""
    try:
        job = uploads.take_in(_one(request, pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("petitions:imports")
    return _go_on(request, job)


@require_GET
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    job = _one(request, pk)
    try:
        content = uploads.faults_of(job)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("petitions:import", pk)
    return _workbook(content, f"{job.params['name'].rpartition('.')[0]}-待更正.xlsx")


def _admit(request: HttpRequest) -> None:
    if not may_import(request.actor):
        raise PermissionDenied(_("Files are imported by intake, dispatchers and the office's administrators."))


def _one(request: HttpRequest, pk: int) -> Job:
    _admit(request)
    return get_object_or_404(upload_pages.own(request, (CHECK, IMPORT)), pk=pk)


def _checked(form: ImportForm, request: HttpRequest) -> Job | None:
    file = form.cleaned_data["file"]
    try:
        return uploads.check(
            file.read(), name=file.name, map_text=form.cleaned_data["map_file"], owner=request.user
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, str(refusal))
        return None


def _go_on(request: HttpRequest, job: Job) -> HttpResponse:
    return upload_pages.hand_over(request, job, tasks.import_file, page="petitions:import", upload="petitions:imports")


def _figures(job: Job) -> list[Fact]:
    result = job.result
    if "rows" not in result:
        return []
    new = _("New, to be imported") if job.kind == CHECK else _("Imported")
    return [
        Fact(_("Rows"), result["rows"]),
        Fact(new, result["new"]),
        Fact(_("There already"), result["known"]),
        Fact(_("Skipped"), sum(result["skipped"].values())),
        Fact(_("Faulty"), result["faulty"]),
    ]


def _facts(job: Job) -> list[Fact]:
    """What was left out, and why."""
    result = job.result
    unread, unknown = "、".join(result.get("unread", ())), "、".join(result.get("unknown_codes", ()))
    facts = [Fact(_("Skipped: %(reason)s") % {"reason": why}, n) for why, n in result.get("skipped", {}).items()]
    facts += [Fact(_("Columns not read"), unread)] if unread else []
    facts += [Fact(_("Codes this city does not have, left out"), unknown)] if unknown else []
    return facts


def _workbook(content: bytes, name: str) -> FileResponse:
    response = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=WORKBOOK)
    response.headers["Cache-Control"] = "private, no-store"
    return response
