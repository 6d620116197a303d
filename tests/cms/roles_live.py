"""The live event and its questions in the roles table."""

import datetime as dt
import uuid

from cms import asking, hosting, registering
from cms.desk.questions import QuestionPage
from cms.models import LiveEventPage, LiveQuestion
from suggestions.models import CampaignSeriesPage
from suggestions.news import links
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})

GETS = [
    Row("cms:live_ask", "live_event"),
    Row("cms:live_calendar", "live_event"),
    Row("cms:live_screen", "live_event"),
    Row("cms:live_screen_list", "live_event"),
    Row("cms:live_list", "live_event"),
    Row("cms:live_want", "asked", status=303),
    Row("cms:live_register", "live_event", status=404),
    Row("cms:live_register", "event_to_come"),
    Row("cms:live_register_code", "register_code_token"),
    Row("cms:live_register_confirm", "register_confirm_token"),
    Row("cms:live_registration", "register_manage_token"),
    Row("desk_live:index", "", DESK),
    Row("desk_live:index_results", "", DESK),
    Row("desk_live:registrations", "", DESK),
    Row("desk_live:registrations_results", "", DESK),
    Row("desk_live:page", "asked", DESK),
    Row("desk_live:page", "unasked", DESK),
    Row("desk_live:verb", "asked show", DESK, status=302),
]
POSTS = [
    Row("cms:live_ask", "live_event", status=422),
    Row("cms:live_want", "asked", status=302),
    Row("cms:live_register", "event_to_come", status=422),
    Row("cms:live_register_code", "register_code_token", status=422),
    Row("cms:live_register_confirm", "register_confirm_token", status=303),
    Row("cms:live_registration", "register_manage_token", status=302),
    Row("cms:live_want", "unasked", status=404),
]
VERBS = {
    ("desk_live:verb", "asked"): dict.fromkeys(
        ("show", "mark-answered", "keep-off", "put-back"), OFFICE
    )
}
PAGES = {"desk_live:verb": QuestionPage}


def things(fixture):
    """An event with a question on the screen and one at which nobody has looked."""
    campaign, officer = fixture("campaign"), fixture("officer")
    series = campaign.get_parent().add_child(
        instance=CampaignSeriesPage(title="直播系列", slug="live-series", summary="……")
    )
    event = series.add_child(
        instance=LiveEventPage(
            title="直播间",
            slug="live-event",
            summary="……",
            starts_at=NOW,
            ends_at=NOW + dt.timedelta(hours=2),
            campaign=campaign,
        )
    )
    found = {"live_event": event, **registered(series)}
    for name in ("asked", "unasked"):
        made = asking.ask(event, text=f"{name}？", key=str(uuid.uuid4()), at=NOW)
        found[name] = LiveQuestion.objects.get(suggestion=made.suggestion)
    hosting.show(found["asked"], by=officer, at=NOW)
    return found


def registered(series):
    """An event to come, with somebody who has asked to be registered."""
    event = series.add_child(
        instance=LiveEventPage(
            title="下一场",
            slug="next-event",
            summary="……",
            starts_at=NOW + dt.timedelta(days=3),
            ends_at=NOW + dt.timedelta(days=3, hours=2),
            takes_registrations=True,
        )
    )
    asked = registering.ask(event, channel="sms", address="13800001236", persons=1, at=NOW)
    purposes = {"code": "live-code", "confirm": links.CONFIRM, "manage": links.MANAGE}
    return {"event_to_come": event} | {
        f"register_{name}_token": links.sign(purpose, asked.pk, at=NOW)
        for name, purpose in purposes.items()
    }
