"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import URLPattern, path

from partyorgs.views import (
    agenda,
    coverage,
    health,
    imports,
    mechanisms,
    members,
    party_card,
    party_tree,
    posts,
    rectification,
    rosters,
    stationed,
    training,
    vacancies,
    watch,
)

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

POSTS = [
    path("posts/", posts.show_list, name="posts"),
    path("posts/new/", posts.establish, name="post-new"),
    path("posts/vacant/", vacancies.show, name="vacancies"),
    path("posts/lacking/<str:kind>/", vacancies.show_lacking, name="lacking"),
    path("posts/<int:pk>/", posts.show, name="post"),
    path("posts/<int:pk>/<str:action>/", posts.act, name="post-act"),
    path("mechanisms/", mechanisms.show_list, name="mechanisms"),
    path("mechanisms/new/", mechanisms.set_up, name="mechanism-new"),
    path("mechanisms/<int:pk>/", mechanisms.show, name="mechanism"),
    path("mechanisms/<int:pk>/<str:action>/", mechanisms.act, name="mechanism-act"),
    path("mechanisms/conveners/<int:pk>/dismiss/", mechanisms.dismiss, name="convener-dismiss"),
    path("mechanisms/rules/<int:pk>/drop/", mechanisms.drop_rule, name="rule-drop"),
    path("mechanisms/members/<int:pk>/", members.show, name="member"),
    path("mechanisms/members/<int:pk>/<str:action>/", members.act, name="member-act"),
    path("mechanisms/groups/<int:pk>/", members.show_group, name="group"),
    path("mechanisms/groups/<int:pk>/change/", members.change_group, name="group-change"),
    path("stationed/", stationed.show_list, name="stationed"),
    path("stationed/new/", stationed.station, name="stationed-new"),
    path("stationed/<int:pk>/", stationed.show, name="stationed-unit"),
    path("stationed/<int:pk>/<str:action>/", stationed.act, name="stationed-act"),
    path("on-call/", rosters.show_list, name="rosters"),
    path("on-call/<str:code>/", rosters.show, name="roster"),
    path("agenda/", agenda.show_list, name="agenda"),
    path("agenda/new/", agenda.raise_by_hand, name="agenda-new"),
    path("agenda/<int:pk>/", agenda.show, name="agenda-item"),
    path("agenda/<int:pk>/drop/", agenda.drop, name="agenda-drop"),
]

IMPORTS = [
    path("ground/imports/", imports.upload, name="imports"),
    path("ground/imports/template/<slug:register>/", imports.template, name="import-template"),
    path("ground/imports/<int:pk>/", imports.show, name="import"),
    path("ground/imports/<int:pk>/take-in/", imports.take_in, name="import-take-in"),
    path("ground/imports/<int:pk>/faults/", imports.faults, name="import-faults"),
]

urlpatterns: list[URLPattern] = [*PARTY, *POSTS, *IMPORTS]
