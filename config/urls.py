"""The addresses of the portal."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    *(
        path("", include(f"{app}.urls"))
        for app in ("reports", "projects", "petitions", "partyorgs", "grids", "core")
        if find_spec(f"{app}.urls")
    ),
]
