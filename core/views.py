"""The doors every office has: log-in, password, language, running jobs, and the page for what broke."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as choose_language

from core import jobs
from core.components import Empty
from core.htmx import page
from core.middleware import current_request_id
from core.models import Job

JOBS_SHOWN = 20


class Login(auth.LoginView):
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in, in the language this person chose last, on whatever computer that was."""
        response = super().form_valid(form)
        if language := form.get_user().language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        return response

    def get_success_url(self) -> str:
        """Where they wanted to go; but a password somebody else chose is changed first."""
        if self.request.user.must_change_password:
            return reverse("password_change")
        return super().get_success_url()

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PasswordChange(auth.PasswordChangeView):
    template_name = "core/password_change.html"
    success_url = settings.LOGIN_REDIRECT_URL

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        form.user.must_change_password = False
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the page to another language and keep it for this person's next computer."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(language):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return choose_language(request)


@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Somebody is still here: any request renews the session, and this one does nothing else."""
    return HttpResponse(status=204)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    newest = _own_jobs(request).order_by("-created_at", "-id")[:JOBS_SHOWN]
    none_yet = Empty(_("No jobs yet"), _("Imports, exports and roll-ups show here how far they are."))
    return page(request, "core/jobs.html", {"jobs": newest, "empty": none_yet})


@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(_own_jobs(request), pk=pk)
    context = {"job": job, "crumbs": [(_("Jobs"), reverse("core:jobs"))]}
    return page(request, "core/job.html", context, fragment="_components/job_progress.html")


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(_own_jobs(request), pk=pk)
    jobs.request_cancel(job)
    return redirect("core:job", pk=pk)


def _own_jobs(request: HttpRequest) -> QuerySet[Job]:
    return Job.objects.filter(owner_id=request.user.pk)


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke is in the log under this number. The page asks neither user nor database: they may be what broke."""
    return render(request, "500.html", {"request_id": current_request_id()}, status=500)
