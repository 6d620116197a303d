"""What the watchers read: figures by the name of an address, lines with a number."""

import io
import json
import logging
import logging.config

import pytest
from django.test import Client
from django.urls import reverse

from cms.networks import within


def figures(client, **extra):
    response = client.get("/metrics", **extra)
    assert response.status_code == 200 and response["Cache-Control"] == "no-store"
    rows = (line.rpartition(" ") for line in response.content.decode().splitlines())
    return {name: float(value) for name, _, value in rows if not name.startswith("#")}


def answers(client, method, route, status):
    name = f'jianyan_answers_total{{method="{method}",route="{route}",status="{status}"}}'
    return figures(client).get(name, 0)


@pytest.mark.django_db
def test_answers_are_counted_by_the_name_of_their_address(client, home):
    asked = ("GET", "suggestions:track", "2xx")
    before = answers(client, *asked)
    client.get(reverse("suggestions:track"))
    assert answers(client, *asked) == before + 1
    lost = ("GET", "none", "4xx")
    before = answers(client, *lost)
    client.get("/no/such/JY2Q-7XK1-CNRY-1ZZ4.php")
    assert answers(client, *lost) == before + 1
    assert "CNRY" not in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_methods_that_nobody_has_heard_of_are_one_line(client):
    others = 'jianyan_answers_total{method="other"'
    before = sum(name.startswith(others) for name in figures(client))
    for number in range(3):
        client.generic(f"WORD{number}", "/healthz")
    assert sum(name.startswith(others) for name in figures(client)) - before <= 1
    assert not any("WORD" in name for name in figures(client))


@pytest.mark.django_db
def test_parts_that_are_well_are_one(client):
    told = figures(client)
    assert told['jianyan_ready{part="database"}'] == told['jianyan_ready{part="site"}'] == 1
    assert told['jianyan_ready{part="cache"}'] == 1  # none is configured, and none is missing


@pytest.mark.django_db
def test_a_part_that_fails_is_nought_and_so_is_a_site_that_serves_nothing(
    client, settings, monkeypatch
):
    settings.DISK_FREE_MB = 10**12
    told = figures(client)
    assert (told['jianyan_ready{part="disk"}'], told['jianyan_ready{part="site"}']) == (0, 1)
    away = {"database": "连不上，网页打不开"}
    monkeypatch.setattr("cms.metrics.readiness.parts", lambda at: (away, False))
    told = figures(client)
    assert told['jianyan_ready{part="database"}'] == told['jianyan_ready{part="site"}'] == 0


@pytest.mark.django_db
def test_other_networks_find_no_such_page(client, settings, home):
    settings.METRICS_NETWORKS = ["10.20.0.0/16"]
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.20.3.4").status_code == 200
    settings.TRUSTED_PROXIES = 1
    outside = {"REMOTE_ADDR": "10.20.3.4", "HTTP_X_FORWARDED_FOR": "10.20.3.4, 203.0.113.9"}
    assert client.get("/metrics", **outside).status_code == 404


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("11.1.2.3", ["10.0.0.0/8", "::1/128"], False),
        ("fd00:1:2:3::/64", ["fd00::/16"], True),
        ("fd00:1:2:3::/64", ["fd00:1:2:3::1/128"], False),
        ("nonsense", ["0.0.0.0/0"], False),
        ("", ["0.0.0.0/0"], False),
    ],
)
def test_within(address, networks, inside):
    assert within(address, networks) is inside


# --- lines --------------------------------------------------------------------------------------


@pytest.fixture
def lines(settings):
    """What the site's own configuration writes in production, one JSON object a line."""
    out = io.StringIO()
    kept = settings.LOGGING
    production = {**kept, "handlers": {"console": {**kept["handlers"]["console"]}}}
    production["handlers"]["console"] |= {"formatter": "json", "stream": out}
    production["loggers"] = {"cms.access": {"level": "INFO"}}
    logging.config.dictConfig(production)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.config.dictConfig(kept)


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_number_and_no_secret(lines, officer, home):
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.force_login(officer)
    response = client.get("/c/JY2Q-7XK1-CNRY-1ZZ4", HTTP_X_REQUEST_ID="forged-by-anybody")
    line = next(one for one in lines() if one["place"] == "cms.access")
    assert line["request_id"] == response["X-Request-ID"] != "forged-by-anybody"
    assert (line["level"], line["status"]) == ("INFO", response.status_code)
    assert (line["network"], line["user"]) == ("203.0.113.0/24", officer.pk)
    assert line["milliseconds"] >= 0 and "CNRY" not in str(lines())


@pytest.mark.django_db
def test_the_number_of_our_own_proxy_is_taken(lines, settings, home):
    settings.TRUSTED_PROXIES = 1
    for given, taken in {"a1b2c3d4-e5f6": True, "short": False, "two\nlines-123": False}.items():
        told = Client().get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"]
        assert (told == given) is taken


@pytest.mark.django_db
def test_an_error_page_names_the_number_of_its_lines(lines, monkeypatch):
    monkeypatch.setattr("cms.views.readiness.parts", lambda at: 1 / 0)
    response = Client(raise_request_exception=False).get("/readyz")
    (line,) = [one for one in lines() if one["level"] == "ERROR"]
    assert response.status_code == 500 and "ZeroDivisionError" in line["exc_info"]
    assert f"错误编号 500-{line['request_id'][:8]}" in response.content.decode()
