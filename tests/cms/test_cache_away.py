"""The cache may be missing, die and come back: no page breaks, none is slow for it."""

import os
import shutil
import socket
import subprocess
import time

import pytest
import redis
from django.core.cache import cache

from cms import cache as optional
from tests.outages import Proxy, free_port

PAGES = [
    "/",
    "/suggestions/",
    "/campaigns/",
    "/track/",
    "/yishi/",
    "/search/?q=灯",
    "/admin/login/",
]


@pytest.fixture
def server(tmp_path):
    """A Redis of this test's own."""
    if not shutil.which("redis-server"):
        missing = "没有 redis-server：apt-get install redis-server"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    port = free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    process.port = port
    ends = time.monotonic() + 20
    while not answers(port):
        assert time.monotonic() < ends and process.poll() is None
        time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


def answers(port: int) -> bool:
    try:
        return redis.Redis(port=port, socket_timeout=1).ping()
    except redis.RedisError:
        return False


def opened(client, *pages: str) -> None:
    client.raise_request_exception = False
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_every_page_opens_without_the_cache_that_was_configured(
    use_redis, dead_port, client, home, campaign, caplog
):
    use_redis(dead_port)
    opened(client, *PAGES, campaign.url, *PAGES)
    said = [r for r in caplog.records if r.name == "cms.cache"]
    assert len(said) == 1 and "does not answer, pages go on without it" in said[0].getMessage()


def test_pages_go_on_when_the_server_dies_between_two_of_them(use_redis, client, home, server):
    use_redis(server.port)
    opened(client, *PAGES)
    assert redis.Redis(port=server.port).dbsize() > 0
    server.kill()
    server.wait()
    opened(client, *PAGES, *PAGES)


def test_a_server_that_accepts_and_says_nothing_slows_one_page_by_a_quarter_second(use_redis):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use_redis(silent.getsockname()[1])
        began = time.monotonic()
        for number in range(200):
            cache.get(f"k{number}")
        assert 0.2 < time.monotonic() - began < 0.5


def test_meanwhile_a_process_remembers_for_itself(use_redis, dead_port):
    use_redis(dead_port)
    assert cache.add("turn", True) and not cache.add("turn", True)
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})
    assert cache.get("a") == 1 and cache.get_many(["a", "b", "x"]) == {"a": 1, "b": 2}
    assert cache.incr("a") == 2 and cache.has_key("c") and cache.touch("c")
    cache.delete("a")
    cache.delete_many(["b"])
    assert cache.get("a") is None and cache.get("b") is None and cache.get("c") == 3
    cache.clear()
    assert cache.get("c", "gone") == "gone"


def test_back_again_it_has_forgotten_what_was_deleted_meanwhile(
    use_redis, server, monkeypatch, caplog
):
    monkeypatch.setattr(optional, "PAUSE", 0.2)
    proxy = Proxy(("127.0.0.1", server.port))
    use_redis(proxy.port)
    cache.set_many({"kept": 1, "changed": 1})
    proxy.close()
    assert cache.get("kept") is None
    cache.delete("changed")
    cache.set("meanwhile", 1)
    proxy.open()
    time.sleep(0.3)
    assert cache.get("changed") is None and cache.get("kept") == 1
    assert cache.get("meanwhile") is None and not cache.away
    assert "the cache answers again" in caplog.text
    proxy.close()
    assert cache.get("meanwhile") is None  # nothing old comes up at the next outage
    proxy.close()


def test_one_line_a_minute_is_said_of_a_long_outage(monkeypatch, caplog):
    clock = [1000.0]
    monkeypatch.setattr(optional.time, "monotonic", lambda: clock[0])
    server, error = optional.Server(), redis.ConnectionError("refused")
    for _ in range(13):  # two minutes
        assert server.worth_asking()
        server.lost(error)
        assert not server.worth_asking()
        clock[0] += optional.PAUSE
    assert len(caplog.records) == 3


def test_after_the_pause_one_thread_tries_for_all(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(optional.time, "monotonic", lambda: clock[0])
    server = optional.Server()
    server.lost(redis.ConnectionError("refused"))
    clock[0] += optional.PAUSE
    assert server.worth_asking() and not server.worth_asking()
