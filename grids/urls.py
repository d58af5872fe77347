"""Where: the addresses of places."""

from django.urls import path

from grids.views import changes, legacy

app_name = "grids"

urlpatterns = [
    path("places/changes/", changes.show_list, name="changes"),
    path("places/changes/<int:pk>/", changes.show, name="change"),
    path("places/changes/new/<slug:kind>/", changes.make, name="change-new"),
    path("places/departmental-grids/", legacy.show_list, name="legacy"),
]
