"""The reading interface: pages, marks, refusals, and answers that keep to their own schema."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from suggestions.models import Suggestion
from suggestions.opening.api import api
from suggestions.opening.dataset import Records, all_sets
from tests.conftest import NOW

SETS = list(all_sets())
ONE_CAMPAIGN = {"months", "places"}


def address(name, **asked):
    return reverse(f"open-data:list-{name}", query=asked)


@pytest.fixture
def filled(make_topic, campaign):
    """Something in most sets."""
    return make_topic(size=2)


# --- the schema -------------------------------------------------------------------------------


def faults(value, schema, parts, at="$"):
    """Where a value does not keep to its JSON schema; knows what our schemas use."""
    if "$ref" in schema:
        return faults(value, parts[schema["$ref"].rpartition("/")[2]], parts, at)
    if "anyOf" in schema:
        tried = [faults(value, one, parts, at) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    if not isinstance(value, kinds[schema["type"]]) or isinstance(value, bool):
        return [f"{at}: {value!r} is no {schema['type']}"]
    if schema["type"] == "array":
        return [
            f for i, v in enumerate(value) for f in faults(v, schema["items"], parts, f"{at}{i}")
        ]
    if schema["type"] == "object":
        known, there = schema["properties"], set(value)
        found = [f"{at}.{name}: missing" for name in set(schema.get("required", ())) - there]
        found += [f"{at}.{name}: not described" for name in there - set(known)]
        for name in there & set(known):
            found += faults(value[name], known[name], parts, f"{at}.{name}")
        return found
    if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [f"{at}: {value!r} is no day"]
    return []


def promised(path, status=200):
    schema = api.get_openapi_schema()
    operation = schema["paths"][path]["get"]["responses"][status]
    return operation["content"]["application/json"]["schema"], schema["components"]["schemas"]


def keeps(response, path):
    schema, parts = promised(path, response.status_code)
    return faults(response.json(), schema, parts) == []


def test_a_checker_that_sees_nothing_would_be_no_checker():
    schema, parts = promised("/api/v1/areas")
    good = {"id": 1, "code": "31", "name": "市", "full_name": "市", "level": "市"}
    assert faults({"items": [good], "next": ""}, schema, parts) == []
    for bad in ({**good, "id": "1"}, {**good, "more": 1}, {"id": 1}):
        assert faults({"items": [bad], "next": ""}, schema, parts)
    assert faults("2026-9-1", {"type": "string", "format": "date"}, {})


@pytest.mark.parametrize("name", SETS)
def test_every_answer_keeps_to_the_schema(client, filled, campaign, area, name):
    asked = {"campaign": campaign.slug} if name in ONE_CAMPAIGN else {}
    response = client.get(address(name, **asked))
    assert response.status_code == 200 and keeps(response, f"/api/v1/{name}")
    for row in response.json()["items"] if isinstance(all_sets()[name], Records) else ():
        single = client.get(reverse(f"open-data:get-{name}", args=[row["id"]]))
        assert single.json() == row and keeps(single, f"/api/v1/{name}/{{key}}")


@pytest.mark.parametrize("name", ["suggestions", "topics", "campaigns", "areas"])
def test_there_is_something_to_read(client, filled, area, name):
    assert client.get(address(name)).json()["items"]


def test_it_speaks_openapi_3_1_and_names_its_refusals(client):
    schema = client.get(reverse("open-data:openapi-json")).json()
    assert schema["openapi"].startswith("3.1")
    for path in schema["paths"].values():
        assert {"422", "429"} <= set(path["get"]["responses"]) and set(path) == {"get"}


# --- pages ------------------------------------------------------------------------------------


def test_leafing_through_shows_each_row_once(client, make_suggestion, campaign):
    rows = [make_suggestion(f"第{i}条", at=NOW + dt.timedelta(hours=i // 2)) for i in range(5)]
    seen, mark = [], ""
    while True:
        answer = client.get(address("suggestions", limit=2, cursor=mark)).json()
        seen += [row["id"] for row in answer["items"]]
        if not (mark := answer["next"]):
            break
    assert seen == [one.pk for one in reversed(rows)]


@pytest.mark.parametrize(("name", "queries"), [("suggestions", 4), ("topics", 5), ("answers", 4)])
def test_a_page_asks_little(client, filled, django_assert_num_queries, name, queries):
    with django_assert_num_queries(queries):
        client.get(address(name))


def test_a_page_reads_an_index_and_skips_nothing(db, campaign):
    found = all_sets()["suggestions"]._behind(Suggestion.objects.public(), "1790000000000000-5")
    plan = found.values("pk")[:50].explain()
    assert "OFFSET" not in str(found.query) and "TEMP B-TREE" not in plan


def test_one_that_is_not_public_is_unknown(client, submit, campaign):
    waiting = submit("还没有审").suggestion
    response = client.get(reverse("open-data:get-suggestions", args=[waiting.pk]))
    assert response.status_code == 404
    assert "不再公开" in response.json()["message"] and keeps(response, "/api/v1/suggestions/{key}")


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": "x"},
        {"cursor": "1-2-3"},
        {"cursor": "²-1"},
        {"cursor": "-1-1"},
        {"cursor": "9" * 30 + "-1"},
        {"cursor": "a\0"},
        {"campaign": "nobody"},
        {"campaign": "\0"},
        {"month": "2026-00"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"limit": "9" * 40},
    ],
)
def test_what_is_asked_wrongly_is_told_in_chinese(client, campaign, asked):
    response = client.get(address("suggestions", **asked))
    assert response.status_code == 422 and keeps(response, "/api/v1/suggestions")
    assert re.search(r"[\u4e00-\u9fff]{4}", response.json()["message"])


@pytest.mark.parametrize("mark", ["9999999999999999-999999999999999999", "0-0"])
def test_a_mark_from_beyond_finds_what_there_is(client, filled, mark):
    assert client.get(address("suggestions", cursor=mark)).status_code == 200
    assert client.get(address("areas", cursor=mark)).status_code == 200


def test_a_key_that_is_no_number_or_too_large_is_no_fault_of_ours(client, campaign):
    for key, status in (("abc", 422), ("9" * 30, 404), ("-1", 404)):
        here = address("suggestions").rstrip("/") + f"/{key}"
        assert client.get(here).status_code == status


def test_an_unknown_address_below_it_is_told_as_json(client, db):
    response = client.get(address("suggestions") + "-of-everybody")
    assert response.status_code == 404 and "接口没有" in response.json()["message"]


def test_nothing_can_be_written(client, db):
    assert client.post(address("suggestions"), {}).status_code == 405


def test_too_many_questions_are_told_when_to_come_back(client, campaign, settings):
    settings.OPEN_DATA_PER_HOUR = 1
    assert client.get(address("areas")).status_code == 200
    refused = client.get(address("areas"))
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 3660
    assert keeps(refused, "/api/v1/areas")


# --- caches and other sites -------------------------------------------------------------------


def test_who_has_it_already_gets_it_not_again(client, make_suggestion, campaign):
    make_suggestion()
    first = client.get(address("suggestions"))
    again = client.get(address("suggestions"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_suggestion("又一条")
    later = client.get(address("suggestions"), headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200 and len(later.json()["items"]) == 2


def test_programs_of_other_sites_may_read(client, campaign):
    response = client.get(address("areas"))
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_its_page_is_drawn_here_and_fetches_nothing_from_elsewhere(client, campaign):
    page = client.get(reverse("suggestions:api_docs")).content.decode()
    fetched = re.findall(r"""(?:src|rel="(?:stylesheet|icon|manifest)" href)=["']([^"']+)""", page)
    assert fetched and not [
        address
        for address in fetched
        if not address.startswith("/static/") and address != reverse("suggestions:manifest")
    ]
    for name in SETS:
        assert address(name) in page
