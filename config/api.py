"""The root of the API: what is offered under /api/, its documentation, and the answer to every other address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from core.api.catalogue import CATALOGUE
from petitions.api import OrderViewSet, PetitionViewSet


class Problems(APIView):
    """What each error code means and what to do about it: the addresses that `type` in a problem points to."""

    permission_classes = (IsAuthenticated,)
    schema = None

    def get(self, request: Request, code: str = "") -> Response:
        if code and code not in CATALOGUE:
            raise NotFound
        problems = [
            {"code": name, "status": kind.status, "title": str(kind.title), "remedy": str(kind.remedy)}
            for name, kind in CATALOGUE.items()
            if code in ("", name)
        ]
        return Response(problems[0] if code else problems)


class Unknown(APIView):
    """Any other address under /api/: a problem like all others, not a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound


class Router(SimpleRouter):
    """Addresses work with and without a trailing slash: a POST cannot be redirected."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = Router()
router.register("petitions", PetitionViewSet, basename="petition")
router.register("orders", OrderViewSet, basename="order")

swagger = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="core/api_docs.html")


def docs(request: HttpRequest) -> HttpResponse:
    """A page for people, so strangers are sent to the login like on any other page."""
    return swagger(request)


urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
    path("problems/", Problems.as_view(), name="api-problems"),
    path("problems/<slug:code>", Problems.as_view(), name="api-problem"),
    re_path(r"^.*$", Unknown.as_view(), name="api-unknown"),
]
