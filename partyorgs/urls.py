"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import URLPattern, path

from partyorgs.views import agenda, mechanisms, members, posts, rosters, stationed, vacancies

app_name = "partyorgs"

urlpatterns: list[URLPattern] = [
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
