"""Who answers: the addresses of organizations, posts and duties."""

from django.urls import URLPattern

app_name = "partyorgs"

urlpatterns: list[URLPattern] = []
