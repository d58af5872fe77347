"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import URLPattern, path

from partyorgs.views import coverage, health, imports, party_card, party_tree, rectification, training, watch

app_name = "partyorgs"

PARTY = [
    path("party/", party_tree.show, name="tree"),
    path("party/watch/", watch.show, name="watch"),
    path("party/coverage/", coverage.show, name="coverage"),
    path("party/trades/", coverage.trade_table, name="trades"),
    path("party/organizations/<str:code>/", party_card.show, name="organization"),
    path("party/organizations/<str:code>/edit/", party_card.edit, name="organization-edit"),
    path("party/organizations/<str:code>/found/", party_card.found, name="organization-found"),
    path("party/organizations/<str:code>/<slug:step>/", party_card.act, name="organization-step"),
    path("party/health/", health.rounds, name="rounds"),
    path("party/health/<int:pk>/", health.show_round, name="round"),
    path("party/health/<int:pk>/close/", health.close, name="round-close"),
    path("party/health/<int:pk>/<str:code>/", health.check, name="check"),
    path("party/rectification/", rectification.show_list, name="rectifications"),
    path("party/rectification/<int:pk>/", rectification.show, name="rectification"),
    path("party/rectification/<int:pk>/<slug:step>/", rectification.act, name="rectification-step"),
    path("party/training/", training.plans, name="trainings"),
    path("party/training/<int:pk>/", training.plan, name="training"),
]

IMPORTS = [
    path("ground/imports/", imports.upload, name="imports"),
    path("ground/imports/template/<slug:register>/", imports.template, name="import-template"),
    path("ground/imports/<int:pk>/", imports.show, name="import"),
    path("ground/imports/<int:pk>/take-in/", imports.take_in, name="import-take-in"),
    path("ground/imports/<int:pk>/faults/", imports.faults, name="import-faults"),
]

urlpatterns: list[URLPattern] = [*PARTY, *IMPORTS]
