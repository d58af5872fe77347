"""Addresses of the foundation. Log-in and password keep Django's own names: Django looks them up by these."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from core import gallery, inbox, views

core = [
    path("language/", views.set_language, name="set-language"),
    path("keep-alive/", views.keep_alive, name="keep-alive"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<int:pk>/", views.job_detail, name="job"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job-cancel"),
    path("notices/", inbox.show, name="notices"),
    path("notices/read/", inbox.read_all, name="notices-read"),
    path("notices/<int:pk>/read/", inbox.read, name="notice-read"),
    path("notices/<int:pk>/open/", inbox.follow, name="notice-open"),
    path("gallery/", gallery.show, name="gallery"),
]

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("", include((core, "core"))),
]
