"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import path

from partyorgs.views import duties, duty, duty_proposals, revision, revision_lines, revisions

app_name = "partyorgs"

urlpatterns = [
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
