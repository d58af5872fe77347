"""The addresses of the portal."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

handler500 = "core.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("config.api")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("reports", "projects", "petitions", "partyorgs", "grids", "core")
        if find_spec(f"{app}.urls")
    ),
]
