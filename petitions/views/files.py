"""Files on an order: adding one, getting one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import files
from core.htmx import page
from petitions import attachments
from petitions.forms.order import AddFile
from petitions.views import order_page


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    order = order_page.find(request, number)
    form = AddFile(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = attachments.add(order, form.cleaned_data["file"], by=request.actor, at=timezone.now())
        except files.FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": kept.original_name})
            return redirect("petitions:order", number)
    return page(request, "petitions/order.html", order_page.context(request, order, add_file=form), status=422)


@require_GET
def download(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    order = order_page.find(request, number)
    return files.download(get_object_or_404(attachments.visible_to(request.actor, order, at=timezone.now()), pk=pk))
