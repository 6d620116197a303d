"""Issues that several touch at the same moment: one wins, the others hear about it, nothing is
written twice or by half."""

import contextlib

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_move_races import make_topics
from tests.suggestions.actions.test_races import NOW, prepare

ROUNDS = 4

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), racing.database_copy(tmp_path_factory.mktemp("race")) as url:
        racers = racing.Racers(url)
        racers.alone(prepare)
        racers.alone(departments)
        yield racers
        racers.stop()


def departments(_):
    from suggestions.models import Department

    Department.objects.create(name="赛跑局", short_name="赛跑局")


def make_issue(number):
    """An issue that people confirmed, with its topics and what lies in them."""
    from suggestions.actions import gathering
    from suggestions.models import CampaignPage, Topic, User

    by, campaign = User.objects.get(username="officer0"), CampaignPage.objects.get(slug="race")
    topics = list(Topic.objects.filter(pk__in=make_topics(number)))
    return gathering.open_issue(campaign, name="赛跑", topics=topics, by=by, at=NOW).pk


def make_goals(_, count):
    from suggestions.actions import gathering
    from suggestions.models import CampaignPage, User

    by, campaign = User.objects.get(username="officer0"), CampaignPage.objects.get(slug="race")
    return [gathering.open_issue(campaign, name="去处", by=by, at=NOW).pk for _ in range(count)]


def move_each(number, topics, origin, goals, naive):
    """Everybody saw the topics under one issue and wants them under another one."""
    from suggestions.actions import gathering, rules
    from suggestions.models import Issue, Topic, User

    by, goal = User.objects.get(username=f"officer{number}"), Issue.objects.get(pk=goals[number])
    won = 0
    for pk in topics:
        topic = Topic.objects.get(pk=pk)
        topic.issue_id = origin  # as the page said on which the button stood
        if naive:
            won += Topic.objects.filter(pk=pk).update(issue=goal, issue_by=by)
            continue
        with contextlib.suppress(rules.Overtaken):
            gathering.set_issue(topic, issue=goal, by=by, at=NOW)
            won += 1
    return won


def topics_of(_, issue):
    from suggestions.models import Topic

    return list(Topic.objects.filter(issue=issue).order_by("pk").values_list("pk", flat=True))


def moves(_, topics, goals):
    from suggestions.models import Event

    rows = Event.objects.filter(topic__in=topics, verb="moved", data__to_issue__in=goals)
    return rows.count()


def test_of_several_who_move_a_topic_one_does_and_the_others_hear_about_it(racers):
    issue = racers.alone(make_issue)
    topics, goals = racers.alone(topics_of, issue), racers.alone(make_goals, racing.PROCESSES)
    assert sum(racers.together(move_each, topics, issue, goals, False)) == len(topics)
    assert racers.alone(moves, topics, goals) == len(topics)


def test_writing_without_looking_moves_every_topic_several_times(racers):
    issue = racers.alone(make_issue)
    topics, goals = racers.alone(topics_of, issue), racers.alone(make_goals, racing.PROCESSES)
    assert sum(racers.together(move_each, topics, issue, goals, True)) > len(topics)


# --- the whole issue at once ------------------------------------------------------------------


def refer_whole(number, issue):
    from suggestions.actions import handling, referring, rules
    from suggestions.models import Department, Issue, User

    by, lead = User.objects.get(username=f"officer{number}"), Department.objects.get()
    dates = referring.deadlines(NOW)
    try:
        outcome = handling.refer_all(
            Issue.objects.get(pk=issue), lead=lead, by=by, at=NOW, dates=dates
        )
    except rules.Refused:
        return 0
    return len(outcome.done)


def answer_whole(number, issue):
    from suggestions.actions import handling, rules
    from suggestions.models import Issue, User

    by = User.objects.get(username=f"officer{number}")
    try:
        outcome = handling.answer_all(
            Issue.objects.get(pk=issue), text="修好了。", adoption="work", by=by, at=NOW
        )
    except rules.Refused:
        return 0
    return len(outcome.done)


def referrals(_, issue):
    from suggestions.models import Event, Referral

    rows = Referral.objects.filter(topic__issue=issue)
    told = Event.objects.filter(topic__issue=issue, referral__in=rows, verb="referred")
    return rows.count(), told.count()


def deliveries(_, issue):
    """How many suggestions, how many of them are answered, deliveries, answers, messages."""
    from suggestions.models import Answer, Delivery, OutboxMessage, Suggestion

    inside = Suggestion.objects.filter(placement__topic__issue=issue)
    return [
        inside.count(),
        inside.filter(status="answered").count(),
        Delivery.objects.filter(suggestion__in=inside).count(),
        OutboxMessage.objects.filter(suggestion__in=inside, kind="answered").count(),
        Answer.objects.filter(topic__issue=issue).count(),
    ]


def test_several_who_forward_a_whole_issue_forward_each_topic_once(racers):
    for _ in range(ROUNDS):
        issue = racers.alone(make_issue)
        count = len(racers.alone(topics_of, issue))
        assert sum(racers.together(refer_whole, issue)) == count
        assert racers.alone(referrals, issue) == (count, count)


def test_several_who_answer_a_whole_issue_reach_everybody_once(racers):
    for _ in range(ROUNDS):
        issue = racers.alone(make_issue)
        topics = len(racers.alone(topics_of, issue))
        assert sum(racers.together(answer_whole, issue)) == topics
        whole, *rest, answers = racers.alone(deliveries, issue)
        assert rest == [whole] * 3 and answers == topics


# --- a run that is accepted while people decide -----------------------------------------------


def proposed(_, issue):
    """A run that would put the topics of an issue, which the machine had put there, elsewhere."""
    from suggestions.models import GroupingResult, GroupingRun, Issue, Topic, TopicChange

    goal = Issue.objects.get(pk=make_goals(0, 1)[0])
    topics = Topic.objects.filter(issue=issue)
    topics.update(issue_by=None)
    run = GroupingRun.objects.create(campaign=goal.campaign, status="done", queued_at=NOW)
    found = {"number": goal.number, "name": "去处", "issue": goal.pk, "near": []}
    GroupingResult.objects.create(run=run, issues=[found])
    for topic in topics:
        TopicChange.objects.create(
            run=run, kind="issue", issue=goal, group=goal.number, size=1, digest=str(topic.pk),
            moves=[[topic.pk, issue, goal.pk]], others=[[topic.pk, topic.name, 1]],
        )  # fmt: skip
    return run.pk, goal.pk


def accept_or_decide(number, run, topics):
    """One accepts the run's changes one by one, one says that the topics are of no kind, one
    merges what they are to go under into another issue."""
    from suggestions.actions import changes, gathering, rules
    from suggestions.models import GroupingRun, Topic, User

    by = User.objects.get(username=f"officer{number}")
    if number == 0:
        run = GroupingRun.objects.get(pk=run)
        for change in run.changes.open():
            with contextlib.suppress(rules.Refused):
                changes.accept_changes(run, changes=[change], by=by, at=NOW)
    elif number == 1:
        for pk in topics:
            with contextlib.suppress(rules.Overtaken):
                gathering.set_issue(Topic.objects.get(pk=pk), issue=None, by=by, at=NOW)


def merge_it(number, run, topics, source, into):
    from suggestions.actions import gathering
    from suggestions.models import Issue, User

    if number < 2:
        return accept_or_decide(number, run, topics)
    if number == 2:
        by = User.objects.get(username="officer2")
        gathering.merge(
            Issue.objects.get(pk=source), into=Issue.objects.get(pk=into), by=by, at=NOW
        )


def stand(_, topics):
    from suggestions.models import Event, Topic

    decided = {
        row.topic_id: row.data["to_issue"]
        for row in Event.objects.filter(topic__in=topics, verb="moved", by__username="officer1")
    }
    rows = Topic.objects.filter(pk__in=topics).select_related("issue")
    return [(t.pk in decided, t.issue_id, t.issue.status if t.issue else "") for t in rows]


def test_what_a_person_decides_while_a_run_is_accepted_stays(racers):
    for _ in range(ROUNDS):
        issue = racers.alone(make_issue)
        topics = racers.alone(topics_of, issue)
        run, _goal = racers.alone(proposed, issue)
        racers.together(accept_or_decide, run, topics)
        told = racers.alone(stand, topics)
        assert all(now is None for decided, now, _ in told if decided), told


def test_nothing_is_left_under_an_issue_that_was_merged_away_meanwhile(racers):
    for _ in range(ROUNDS):
        issue = racers.alone(make_issue)
        topics = racers.alone(topics_of, issue)
        run, goal = racers.alone(proposed, issue)
        (into,) = racers.alone(make_goals, 1)
        racers.together(merge_it, run, topics, goal, into)
        told = racers.alone(stand, topics)
        assert all(status != "merged" for _, _, status in told), told
