"""How long the desk's pages take with a whole campaign behind them: each page of the roles table.

`python -m tests.bench desk`: 27,000 suggestions, 5,000 of them waiting, 300 topics, referrals and
answers; one client, each page first unasked for, then twenty times.
"""

import datetime as dt
import http.client
from collections.abc import Callable, Iterator

from tests.bench import clients, site

COUNT, WAITING, TIMES = 27_000, 5_000, 20
MUST = "p95 ≤ 400 ms"
SLOWEST = 12  # so many pages get a row of their own
ROLES = {
    "officer": "征集办工作人员",
    "supervisor": "督办",
    "clerk": "承办单位",
    "administrator": "系统管理员",
}


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    """(what, must, figure): all pages together, then the slowest."""
    place.run("tests.bench.fill", str(COUNT))
    out = place.manage(
        "shell",
        "-c",
        "from tests.bench import bench_desk; bench_desk.fill()",
        capture_output=True,
        text=True,
    ).stdout
    asked = [line.split(" ", 2) for line in out.splitlines() if line.startswith("page ")]
    sessions = dict(line.split()[1:] for line in out.splitlines() if line.startswith("session "))
    taken: list[tuple[str, clients.Taken, clients.Taken]] = []
    with site.serving(place) as port:
        for session in sessions.values():
            clients.loop(2, 2, getter(port, "/admin/", session))
        for _, role, path in asked:
            first = clients.loop(1, 1, getter(port, path, sessions[role]))
            again = clients.loop(1, TIMES, getter(port, path, sessions[role]))
            taken.append((path, first, again))
    yield from told(taken, place.vendor)


def told(taken: list, vendor: str) -> Iterator[tuple[str, str, str]]:
    first, again = clients.Taken(), clients.Taken()
    for _, one, many in taken:
        first.seconds += one.seconds
        again.seconds += many.seconds
        again.errors += one.errors + many.errors
    over = sum(many.p(95) > 400 for _, _, many in taken if many.seconds)
    yield (
        f"{len(taken)} pages of the desk, {COUNT:,} suggestions, {vendor}",
        MUST,
        f"p50 {again.p(50):.0f} ms, p95 {again.p(95):.0f} ms, "
        f"first views p95 {first.p(95):.0f} ms, {over} pages above, {len(again.errors)} errors",
    )
    for error in again.errors[:5]:
        print("   ", error)
    slowest = sorted((t for t in taken if t[2].seconds), key=lambda t: -t[2].p(95))
    for path, one, many in slowest[:SLOWEST]:
        figure = f"p50 {many.p(50):.0f} ms, p95 {many.p(95):.0f} ms, first {one.p(50):.0f} ms"
        yield f"{path}, {vendor}", MUST, figure


def getter(port: int, path: str, session: str) -> Callable[[int], Callable[[], None]]:
    """A person with a session asks for a page; redirects count as what they are."""

    def client(number: int) -> Callable[[], None]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def send() -> None:
            connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, (path, response.status, body[:200])

        return send

    return client


def fill() -> None:
    """Staff of each role, letters that wait; prints a session of each and who asks for what."""
    from django.contrib.auth.models import Group
    from django.test import Client
    from django.utils import timezone

    from suggestions.models import Department, Sorting, Suggestion, User
    from suggestions.text.sorting import SHIPPED, sorting_values

    today = timezone.now().date()
    keys = list(Suggestion.objects.order_by("-pk").values_list("pk", flat=True)[:WAITING])
    Suggestion.objects.filter(pk__in=keys).update(
        status="pending", published_at=None, screen_by=today + dt.timedelta(days=3)
    )
    one = Suggestion.objects.get(pk=keys[0])
    values = sorting_values(one.title, one.body, "", by=SHIPPED)
    Sorting.objects.bulk_create(Sorting(suggestion_id=key, **values) for key in keys)
    for role, group in ROLES.items():
        of = Department.objects.order_by("pk").first() if role == "clerk" else None
        user = User.objects.create_user(role, department=of)
        user.groups.add(Group.objects.get(name=group))
        browser = Client()
        browser.force_login(user)
        print("session", role, browser.cookies["sessionid"].value)
    for role, path in asked_for():
        print("page", role, path)


def asked_for() -> Iterator[tuple[str, str]]:
    """(role, path) of each page of the desk that needs nothing, or a thing that was filled in."""
    from django.urls import reverse

    from suggestions.models import Department, Issue, Suggestion, Topic
    from tests.cms.roles_table import GETS

    there = {
        "": [],
        "topic": [Topic.objects.order_by("pk")[7].pk],
        "issue": [Issue.objects.order_by("pk")[3].pk],
        "department": [Department.objects.order_by("pk")[2].pk],
        "published": [Suggestion.objects.filter(status="accepted").order_by("pk")[5].pk],
        "pending": [Suggestion.objects.filter(status="pending").order_by("pk")[5].pk],
    }
    for row in GETS:
        role = next((role for role in ROLES if role in (row.may or ())), "")
        if row.status != 200 or row.query or row.args not in there or not role:
            continue
        path = reverse(row.name, args=there[row.args])
        if path.startswith("/admin/"):
            yield role, path
