"""Too many wrong passwords lock out whoever typed them, and nobody else."""

from axes.helpers import get_client_ip_address
from django.test import RequestFactory


def test_behind_a_proxy_it_is_the_visitor_who_is_locked_out(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    request = RequestFactory().post("/login/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")

    assert get_client_ip_address(request) == "203.0.113.7"


def test_nobody_chooses_an_address_by_a_header(settings):
    settings.TRUSTED_PROXIES = []
    request = RequestFactory().post("/login/", REMOTE_ADDR="198.51.100.2", HTTP_X_FORWARDED_FOR="203.0.113.7")

    assert get_client_ip_address(request) == "198.51.100.2"
