"""What became of the filled suggestions: departments, answers, ratings, supports, issues, an event.

Written in bulk beside the verbs: it is measured how pages read such a city, not how it grew.
"""

import datetime as dt
import random


def fill(campaign, topics, now: dt.datetime) -> None:
    """A third of the topics answered, a third with a department, the rest waiting."""
    from suggestions.models import Suggestion, User

    rng, desk = random.Random(8), User.objects.get(username="bench")
    _issues(campaign, topics, desk)
    leads = _referrals(topics, desk, now, rng)
    _answers(leads, desk, now, rng)
    keys = list(Suggestion.objects.values_list("pk", flat=True))
    _supports(keys, now, rng)
    _doors(campaign, now)


def _issues(campaign, topics, desk) -> None:
    from suggestions.models import Issue, Topic

    issues = Issue.objects.bulk_create(
        Issue(campaign=campaign, number=n, name=f"第{n}类问题", status="confirmed", named_by=desk)
        for n in range(1, 31)
    )
    for place, topic in enumerate(topics):
        topic.issue, topic.issue_by = issues[place % len(issues)], desk
        topic.status = ("confirmed", "forwarded", "answered")[place % 3]
    Topic.objects.bulk_update(topics, ["issue", "issue_by", "status"])


def _referrals(topics, desk, now, rng) -> list:
    from suggestions.models import Department, Referral

    organs = Department.objects.bulk_create(
        Department(name=f"市第{n}局", short_name=f"{n}局") for n in range(1, 21)
    )
    day = now.date()
    sent = [topic for topic in topics if topic.status != "confirmed"]
    return Referral.objects.bulk_create(
        Referral(
            topic=topic,
            department=rng.choice(organs),
            role="lead",
            status="done" if topic.status == "answered" else "signed",
            sent_by=desk,
            sent_at=now - dt.timedelta(days=rng.randrange(5, 40)),
            sign_by=day,
            object_by=day,
            due_on=day + dt.timedelta(days=rng.randrange(-9, 30)),
        )
        for topic in sent
    )


def _answers(leads, desk, now, rng) -> None:
    from suggestions.models import Answer, Delivery, Placement, Rating, Suggestion

    adoptions = Answer.Adoption.values
    answers = Answer.objects.bulk_create(
        Answer(
            topic=lead.topic,
            referral=lead,
            text="大家反映的几件事，逐件答复如下。" * 12,
            adoption=rng.choice(adoptions),
            status="accepted",
            written_by=desk,
            written_at=now - dt.timedelta(days=4),
            decided_by=desk,
            decided_at=now - dt.timedelta(days=3),
        )
        for lead in leads
        if lead.status == "done"
    )
    by_topic = {answer.topic_id: answer for answer in answers}
    placed = Placement.objects.filter(topic__in=by_topic).values_list("topic", "suggestion")
    told = Delivery.objects.bulk_create(
        [Delivery(answer=by_topic[t], suggestion_id=s, at=now) for t, s in placed], batch_size=2000
    )
    Rating.objects.bulk_create(
        [
            Rating(
                delivery=one,
                satisfaction=rng.choice(Rating.Satisfaction.values),
                done=rng.choice(Rating.Done.values),
                at=now,
            )
            for one in told
            if rng.random() < 0.2
        ],
        batch_size=2000,
    )
    Suggestion.objects.filter(placement__topic__in=by_topic).update(status="answered")


def _supports(keys, now, rng) -> None:
    from suggestions.models import Support

    Support.objects.bulk_create(
        [
            Support(suggestion_id=rng.choice(keys), supporter_key=f"bench-{n}", at=now)
            for n in range(40_000)
        ],
        batch_size=2000,
    )


def _doors(campaign, now) -> None:
    """The everyday door, and a live event to come."""
    from cms.models import LiveEventPage
    from suggestions.models import CampaignPage, CampaignSeriesPage

    home = campaign.get_parent()
    home.add_child(
        instance=CampaignPage(
            title="日常建议", slug="everyday", summary="随时可以说。", opens_at=now
        )
    )
    home.refresh_from_db()
    series = home.add_child(
        instance=CampaignSeriesPage(title="系列", slug="series", summary="一场直播。")
    )
    series.add_child(
        instance=LiveEventPage(
            title="直播间", slug="live", summary="当面听。", starts_at=now + dt.timedelta(days=2),
            ends_at=now + dt.timedelta(days=2, hours=1), campaign=campaign,
        )
    )  # fmt: skip
