"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import URLPattern, path

from partyorgs.views import (
    agenda,
    coverage,
    duties,
    duty,
    duty_proposals,
    health,
    imports,
    mechanisms,
    members,
    party_card,
    party_tree,
    posts,
    rectification,
    revision,
    revision_lines,
    revisions,
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

DUTIES = [
    path("duties/", duties.show_list, name="duties"),
    path("duties/sheet/", duties.sheet, name="duty-sheet"),
    path("duties/compare/", duties.compare, name="duty-comparison"),
    path("duties/communities/", duties.admission, name="duty-admission"),
    path("duties/items/<str:code>/", duty.show, name="duty"),
    path("duties/items/<str:code>/propose/", duty.propose, name="duty-propose"),
    path("duties/proposals/", duty_proposals.show_list, name="duty-proposals"),
    path("duties/proposals/new/", duty_proposals.add, name="duty-proposal-new"),
    path("duties/proposals/<int:pk>/", duty_proposals.answer, name="duty-proposal"),
    path("duties/revisions/", revisions.show_list, name="revisions"),
    path("duties/revisions/new/", revisions.add, name="revision-new"),
    path("duties/revisions/<int:pk>/", revision.show, name="revision"),
    path("duties/revisions/<int:pk>/compare/", revision.compare, name="revision-comparison"),
    path("duties/revisions/<int:pk>/steps/<str:step>/", revision.act, name="revision-act"),
    path("duties/revisions/<int:pk>/units/<str:unit>/<str:step>/", revision.speak, name="revision-speak"),
    path("duties/revisions/<int:pk>/list/", revision_lines.hand_in, name="revision-list"),
    path("duties/revisions/<int:pk>/lines/", revision_lines.look_up, name="revision-line-look-up"),
    path("duties/revisions/<int:pk>/lines/new/", revision_lines.add, name="revision-line-add"),
    path("duties/revisions/<int:pk>/lines/<str:code>/", revision_lines.edit, name="revision-line"),
    path("duties/revisions/<int:pk>/lines/<str:code>/strike/", revision_lines.strike, name="revision-strike"),
]

IMPORTS = [
    path("ground/imports/", imports.upload, name="imports"),
    path("ground/imports/template/<slug:register>/", imports.template, name="import-template"),
    path("ground/imports/<int:pk>/", imports.show, name="import"),
    path("ground/imports/<int:pk>/take-in/", imports.take_in, name="import-take-in"),
    path("ground/imports/<int:pk>/faults/", imports.faults, name="import-faults"),
]

urlpatterns: list[URLPattern] = [*PARTY, *POSTS, *DUTIES, *IMPORTS]
