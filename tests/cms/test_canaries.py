"""What people confide stands encrypted in its own column, and nowhere else.

400 names, numbers and addresses are confided through every door; then every cell of every table,
every log line and every file is read for them. A page shows them to nobody who may not read them.
"""

import csv
import datetime as dt
import io
import logging
import re
import uuid
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from cms import registering
from cms.logs import WithoutSecrets
from deliberation.actions import projects, proposing
from suggestions.actions import following, intake, kept_files, outbox, screening
from suggestions.models.encrypted import EncryptedTextField
from tests.cms.roles_table import GETS, ROLES
from tests.cms.test_roles import address
from tests.conftest import NOW

# Who reads what on purpose, on which page.
READ = {
    "resident": {"suggestions:certificate: Recognition.shown_name"},  # their own
    "officer": {
        "desk_advisers:index: Adviser.name",
        "desk_advisers:index_results: Adviser.name",
        "desk_advisers:page: Adviser.name",
        "desk_recognition:certificate: Recognition.shown_name",
        "desk_recognition:page: Recognition.shown_name",
        "desk_topics:page: Adviser.name",
        "desk_visits:door: Household.name",
        "desk_visits:page: Household.name",
    },
    "supervisor": {
        "desk_recognition:certificate: Recognition.shown_name",
        "desk_recognition:page: Recognition.shown_name",
    },
    "secretary": {
        "desk_councils:seats: Seat.phone",
        "desk_meetings:attendance: Apology.reason",
        "desk_resolutions:pledges: Pledge.name",
        "desk_resolutions:pledges_file: Pledge.name",
    },
}
REFUSING = "tests.cms.test_canaries.Refusing"


class Refusing:
    """A gateway that says in its error to whom it would not write, and what."""

    def send(self, message, address):
        raise OSError(f"550 {address} unknown: {message.body}")


class Confided:
    """Names and addresses that nothing else contains; each is given out once."""

    def __init__(self):
        self.given: list[str] = []

    def _one(self, text):
        self.given.append(text)
        return text

    def phone(self):
        return self._one(f"1391{len(self.given):03d}7463")

    def email(self):
        return self._one(f"canary{len(self.given)}@mail.example")

    def name(self):
        return self._one(f"金丝雀{len(self.given)}号")

    def code(self, number):
        """Looks like a receipt code, and belongs to nobody."""
        return self._one(f"JY2Q-7XK{number}-CNRY-{number}ZZ4")

    def password(self, number):
        return self._one(f"jinsique-{number}-mima")

    def street(self):
        return self._one(f"金丝雀路{len(self.given)}弄{len(self.given)}号")


@pytest.fixture
def said():
    """Everything that is logged, through the site's own filter, debugging lines too."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(WithoutSecrets())
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def confide(canary, world, submit, officer):
    """Through every door at which somebody leaves a name or an address."""
    for number in range(55):
        made = submit(
            f"路灯{number}", name=canary.name(), phone=canary.phone(), email=canary.email(),
            address=canary.street(),
        ).suggestion  # fmt: skip
        if number % 3 == 0:
            screening.decline(made, route="hotline", by=officer, at=NOW)
    topic = str(world["topic"].pk)
    for number in range(30):
        way = {"channel": "sms", "address": canary.phone()}
        if number % 2:
            way = {"channel": "email", "address": canary.email()}
        following.ask("topic", topic, pace="weekly", at=NOW, **way)
    for _ in range(20):
        registering.ask(
            world["event_to_come"], channel="email", address=canary.email(), persons=1, at=NOW
        )
    for _ in range(20):
        wish = proposing.Wish("停车", "太挤", name=canary.name(), phone=canary.phone())
        proposing.propose(world["council"], wish=wish, key=str(uuid.uuid4()), at=NOW)
    for _ in range(20):
        wish = projects.ProjectWish(
            "长椅", "坐一坐", use=world["fund"].uses[0], estimate=Decimal(900),
            name=canary.name(), phone=canary.phone(),
        )  # fmt: skip
        projects.propose_project(world["fund"], wish=wish, key=str(uuid.uuid4()), at=NOW)


def import_faulty(canary, campaign, officer):
    """Rows with the columns mixed up: a number for a title, a name for a date."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["编号", "标题", "内容", "时间"])
    for number in range(25):
        sheet.writerow([f"A{number}", canary.phone(), canary.street(), canary.name()])
    file = ContentFile(out.getvalue().encode(), name="letters.csv")
    batch = intake.upload(campaign, file=file, by=officer, at=NOW)
    mapping = {
        "external_id": "编号",
        "title": "标题",
        "body": "内容",
        "submitted_at": "时间",
    }
    intake.queue_import(batch, mapping=mapping, by=officer, at=NOW)
    intake.run_import(batch, at=NOW)
    batch.refresh_from_db()
    assert batch.faulty == 25
    return batch


def cells():
    """`(table, row)` of all that the database holds, as it holds it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield (
                    table,
                    " ".join(
                        bytes(cell).decode(errors="replace")
                        if isinstance(cell, (bytes, memoryview))
                        else str(cell)
                        for cell in row
                    ),
                )


def leaks(canaries, texts):
    """Where one of them stands: `(place, canary)`."""
    return [(place, one) for place, text in texts for one in canaries if one in text]


def type_wrongly(canary, client):
    """Codes with a slip of the hand, and passwords in the field of the name."""
    for number in range(10):
        client.post(reverse("suggestions:track"), {"code": canary.code(number)})
        client.post(
            reverse("wagtailadmin_login"), {"username": canary.password(number), "password": "x"}
        )


def files(folder):
    return [
        (str(path), path.read_bytes().decode(errors="replace"))
        for path in folder.rglob("*")
        if path.is_file()
    ]


@pytest.mark.django_db
def test_four_hundred_confidences_stand_nowhere_in_plain_words(
    world, submit, officer, client, settings, said
):
    settings.OUTBOX_CHANNELS = dict.fromkeys(settings.OUTBOX_CHANNELS, REFUSING)
    canary = Confided()
    confide(canary, world, submit, officer)
    folder = Path(import_faulty(canary, world["campaign"], officer).file.storage.location)
    type_wrongly(canary, client)
    assert len(canary.given) >= 400
    for hours in range(0, 72, 12):
        outbox.send_outbox(at=NOW + dt.timedelta(hours=hours))
    assert "was not delivered" in said.getvalue() and "wrong" in said.getvalue()
    assert leaks(canary.given, cells()) == []
    assert leaks(canary.given, [("log", said.getvalue())]) == []
    assert not re.search(r"确认码 \d", said.getvalue())  # the gateway's echo of a letter
    kept = {place for place, _ in leaks(canary.given, files(folder))}
    assert len(kept) == 1 and "/imports/" in kept.pop()  # for its time, see below
    kept_files.drop_old(at=NOW + dt.timedelta(days=settings.IMPORTS_KEPT_DAYS + 1))
    assert leaks(canary.given, files(folder)) == []


def test_what_stands_in_plain_words_is_found(world, submit):
    """The red control: in a place nobody would look."""
    canary = Confided()
    made = submit("路灯", name=canary.name()).suggestion
    assert leaks(canary.given, cells()) == []
    type(made).objects.filter(pk=made.pk).update(place=f"在{canary.given[0]}家门口")
    ((table, _),) = leaks(canary.given, cells())
    assert table == made._meta.db_table


# --- pages -------------------------------------------------------------------------------------


def plant():
    """A canary in every encrypted cell of the world; gives `(model.field, canary)`."""
    planted = {}
    for model in apps.get_models():
        fields = [f.name for f in model._meta.fields if type(f) is EncryptedTextField]
        for field in fields:
            for key in model._base_manager.values_list("pk", flat=True):
                planted[f"金丝雀{len(planted)}号"] = f"{model.__name__}.{field}"
                model._base_manager.filter(pk=key).update(**{field: f"金丝雀{len(planted) - 1}号"})
    return planted


def read(body):
    """What a page or a file says; a workbook and a document are packages."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            body = b"".join(map(package.read, package.namelist()))
    return body.decode(errors="replace")


@pytest.mark.parametrize("role", ROLES)
def test_no_page_or_file_shows_them_to_who_may_not_read_them(role, world, enter):
    planted, client, shown = plant(), enter(role), set()
    for row in GETS:
        response = client.get(address(row, world))
        if response.status_code != 200:
            continue
        text = read(b"".join(response) if response.streaming else response.content)
        shown |= {f"{row.name}: {planted[one]}" for one in planted if one in text}
    assert shown == READ.get(role, set())
