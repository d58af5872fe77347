"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import path

from partyorgs.views import imports

app_name = "partyorgs"

urlpatterns = [
    path("ground/imports/", imports.upload, name="imports"),
    path("ground/imports/template/<slug:register>/", imports.template, name="import-template"),
    path("ground/imports/<int:pk>/", imports.show, name="import"),
    path("ground/imports/<int:pk>/take-in/", imports.take_in, name="import-take-in"),
    path("ground/imports/<int:pk>/faults/", imports.faults, name="import-faults"),
]
