"""Addresses of the year. A figure's address is its path: year, gate, unit, indicator."""

from django.urls import include, path

from reports.views import figure, gate, places, targets, years

reports = [
    path("", years.show_list, name="years"),
    path("open/", years.open_year, name="open-year"),
    path("<int:year>/", years.show, name="year"),
    path("<int:year>/publish/", years.publish, name="publish"),
    path("<int:year>/targets/", targets.show, name="targets"),
    path("<int:year>/targets/lock/", targets.lock, name="lock"),
    path("<int:year>/targets/<slug:unit>/", targets.edit, name="unit-targets"),
    path("<int:year>/targets/<slug:unit>/sign/", targets.sign, name="sign-targets"),
    path("<int:year>/<slug:gate>/", gate.show, name="gate"),
    path("<int:year>/<slug:gate>/roll-up/", gate.roll_up, name="roll-up"),
    path("<int:year>/<slug:gate>/<slug:unit>/<slug:indicator>/", figure.show, name="figure"),
]

by_place = [
    path("", places.show, name="places"),
    path("orders/", places.orders, name="place-orders"),
    path("reconciliation/", places.reconciliation, name="place-reconciliation"),
]

urlpatterns = [
    path(
        "",
        include(([path("assessments/", include(reports)), path("petitions-by-place/", include(by_place))], "reports")),
    )
]
