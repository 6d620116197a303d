"""A world with one of everything: what the roles are tried on, and every button pressed in."""

import datetime as dt
import io

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image

from deliberation.actions.council_list import CouncilList
from suggestions.actions import (
    answering,
    curating,
    following,
    gathering,
    lists,
    recusing,
    referring,
    screening,
    standing_in,
    system_keys,
)
from suggestions.intake.place_lists import DepartmentList
from suggestions.models import (
    AnswerDraft,
    AnswerFile,
    AnswerTemplate,
    BulkDecision,
    DictionaryTrial,
    DictionaryWord,
    GroupingResult,
    GroupingRun,
    ImportBatch,
    IntakeRun,
    IntakeSource,
    Issue,
    ListExport,
    OutboxMessage,
    PaperScan,
    PaperSheet,
    Photo,
    Placement,
    SavedQueue,
    SecondReading,
    Section,
    SynonymGroup,
    Topic,
    TopicChange,
    Workday,
)
from suggestions.news import links
from tests.cms import (
    roles_advisers,
    roles_areas,
    roles_city,
    roles_deliberation,
    roles_guides,
    roles_hearing,
    roles_live,
    roles_monthly,
    roles_papers,
    roles_questionnaires,
    roles_recognition,
    roles_stations,
    roles_typing,
    roles_visits,
)
from tests.conftest import NOW


def build(fixture, settings):
    campaign, make_topic = fixture("campaign"), fixture("make_topic")
    officer, clerk, submit = fixture("officer"), fixture("clerk"), fixture("submit")
    topic, hidden = (
        make_topic("充电桩不够", size=2),
        fixture("make_suggestion")("不公开", publish=False),
    )
    curating.place([hidden], topic=topic, by=officer, at=NOW)
    referral = fixture("make_referral")(topic)
    answered = fixture("make_referral")(make_topic("飞线充电", size=1))
    referring.sign(answered, by=clerk, at=NOW)
    answer = answering.submit_answer(answered, text="已整治。", adoption="work", by=clerk, at=NOW)
    busy = busy_topic(fixture, make_topic)
    shelved = fixture("make_suggestion")("没有归类的")
    Placement.objects.update_or_create(suggestion=shelved, defaults={"topic": None, "at": NOW})
    own, replied = submit("我自己的"), submit("答复过的")
    reply_to(replied.suggestion, campaign, officer)
    published = answering.members(topic).filter(published_at__isnull=False).first()
    batch = ImportBatch.objects.create(
        campaign=campaign, filename="来信.csv", digest="0", status="done", by=officer,
        uploaded_at=NOW, file=ContentFile("标题\n".encode(), "letters.csv"),
    )  # fmt: skip
    own_export = ListExport.objects.create(
        name="desk_topics:index", title="问题", kind="csv", status="done", by=officer, asked_at=NOW,
        file=ContentFile("序号\n".encode(), "topics.csv"),
    )  # fmt: skip
    run = GroupingRun.objects.create(campaign=campaign, status="done", queued_at=NOW)
    GroupingResult.objects.create(run=run)
    change = TopicChange.objects.create(
        run=run, kind="shrunk", topic=busy["busy_topic"], name="忙的", digest="0"
    )
    word = DictionaryWord.objects.create(word="抚安一村", by=officer, at=NOW)
    trial = DictionaryTrial.objects.create(
        campaign=campaign, word="抚安二村", kind="place", status="done", by=officer, at=NOW
    )
    proposed = Topic.objects.create(campaign=campaign, number=900, name="机器拟的")
    issue = gathering.open_issue(
        campaign,
        name="充电难",
        topics=[topic, make_topic("充电桩坏了", size=1)],
        by=officer,
        at=NOW,
    )
    joined = gathering.open_issue(campaign, name="充不上电", by=officer, at=NOW)
    issue_merge = gathering.merge(joined, into=issue, by=officer, at=NOW)
    Placement.objects.filter(suggestion=shelved).update(issue=issue)
    unconfirmed = Issue.objects.create(campaign=campaign, number=900, name="机器拟的类")
    bulk = BulkDecision.objects.create(
        keys=[shelved.pk], number=1, words="全部待审核的建议", by=officer, chosen_at=NOW
    )
    saved = SavedQueue.objects.create(
        user=officer, name="短的", query="length=short", created_at=NOW
    )
    second = SecondReading.objects.create(
        suggestion=shelved,
        first="accept",
        first_by=fixture("make_user")("reader", last_name="读", first_name="者"),
        first_at=NOW,
    )
    shelved.tags.add("充电", "充电桩")
    draft = AnswerDraft.objects.create(
        referral=referral, text="草稿", written_by=fixture("clerk"), written_at=NOW
    )
    template = AnswerTemplate.objects.create(name="开头", text="经研究，")
    things = {
        "tag": shelved.tags.first(),
        "second": second,
        "saved": saved,
        "bulk": bulk,
        "answer_template": template,
        "section": Section.objects.create(department=fixture("department"), name="公园处"),
        "campaign": campaign, "slug": campaign.slug, "topic": referral.topic, "own": own.suggestion,
        "proposed": proposed, "issue": issue, "unconfirmed": unconfirmed,
        "issue_merge": issue_merge,
        "referral": referral, "answer_draft": draft, "answer": answer, "shelved": shelved,
        "published": published, "pending": submit("等审核的").suggestion, "batch": batch,
        "word": word, "trial": trial, "run": run, "change": change, "area": fixture("area"),
        "department": fixture("other_department"),
        "workday": Workday.objects.first(), "group": Group.objects.create(name="临时"),
        "user": fixture("make_user")("someone", last_name="某", first_name="人"),
        "code": own.code, "public_photo": photo(published), "hidden_photo": photo(own.suggestion),
    }  # fmt: skip
    questionnaires = roles_questionnaires.things(fixture, campaign, busy["busy_topic"])
    return {
        **things,
        "own_export": own_export,
        **busy,
        "synonyms": SynonymGroup.objects.order_by("pk").first(),
        **roles_areas.things(fixture),
        **roles_city.things(fixture),
        **roles_deliberation.things(fixture),
        **roles_live.things(fixture),
        **roles_monthly.things(fixture, issue),
        **roles_guides.things(fixture, published, questionnaires["tied_answer"]),
        **roles_papers.things(fixture, referral),
        **roles_stations.things(fixture),
        **questionnaires,
        **roles_visits.things(fixture, questionnaires["questionnaire"]),
        **roles_typing.things(fixture, questionnaires["questionnaire"]),
        **roles_hearing.things(fixture, campaign),
        **roles_advisers.things(fixture, busy["busy_topic"]),
        "replied": replied.suggestion,
        **roles_recognition.things(fixture, replied.suggestion, published),
        **sent_lists(fixture),
        "sent_photo": photo(hidden),
        "waiting_file": answer_file(referral, clerk),
        "submitted_file": answer_file(answered, clerk, answer=answer),
        "scan": scan(own.suggestion, officer),
        **channels(campaign, officer, fixture("department")),
        **news(submit, officer, topic, fixture),
        "codes": [own.code, replied.code],
    }


def sent_lists(fixture):
    """A list of departments and one of councils on their way in."""
    admin = fixture("administrator")
    kinds = {
        "list_file": (DepartmentList(), "名称\n新局\n"),
        "council_file": (CouncilList(), "名称,区域代码,级别\n甲,x,街镇\n"),
    }
    return {
        name: lists.receive(kind, file=ContentFile(text.encode(), "list.csv"), by=admin, at=NOW)
        for name, (kind, text) in kinds.items()
    }


def news(submit, officer, topic, fixture):
    """A message that failed, somebody to be called, somebody to be written to, links of readers."""
    failed = submit("发不出去", email="a@example.org", phone="13800001234").suggestion
    OutboxMessage.objects.filter(suggestion=failed).update(status="failed", error="拒收")
    hand = {"phone": "021-55551234"}, {"address": "某路1号"}
    for made in (submit("要回电", **hand[0]).suggestion, submit("要寄信", **hand[1]).suggestion):
        screening.decline(made, route="hotline", by=officer, at=NOW)
    leave = standing_in.take_leave(
        officer, first_day=NOW.date(), last_day=NOW.date(), by=officer, at=NOW,
        substitute=fixture("second_officer"),
    )  # fmt: skip
    follow = following.ask(
        "topic", str(topic.pk), channel="sms", address="13800001235", pace="weekly", at=NOW
    )
    tokens = {
        f"{purpose}_token": links.sign(purpose, follow.pk, at=NOW)
        for purpose in ("code", links.CONFIRM, links.MANAGE)
    }
    return {
        "leave": leave,
        "message": OutboxMessage.objects.filter(suggestion=failed, channel="email").get(),
        "call": OutboxMessage.objects.get(channel="call"),
        "letter": OutboxMessage.objects.get(channel="letter"),
        "personal_token": links.sign(links.PERSONAL, failed.pk, at=NOW, days=60),
        **tokens,
    }


def busy_topic(fixture, make_topic):
    """A topic with a merge behind it, a department at work and a request for more time."""
    officer, clerk = fixture("officer"), fixture("clerk")
    topic, gone = make_topic("忙的", size=1), make_topic("并入的", size=1)
    merge = curating.merge(gone, into=topic, by=officer, at=NOW)
    referral = fixture("make_referral")(topic)
    referring.sign(referral, by=clerk, at=NOW)
    until = referral.due_on + dt.timedelta(days=5)
    extension = referring.ask_extension(referral, until=until, reason="要会商。", by=clerk, at=NOW)
    recusal = recusing.recuse(topic, reason="亲属", by=fixture("second_officer"), at=NOW)
    return {
        "busy_topic": topic,
        "merge": merge,
        "busy_referral": referral,
        "extension": extension,
        "recusal": recusal,
    }


def reply_to(suggestion, campaign, officer):
    screening.accept(suggestion, by=officer, at=NOW)
    topic = curating.create_topic(campaign, name="直接答复的", by=officer, at=NOW)
    curating.place([suggestion], topic=topic, by=officer, at=NOW)
    answering.answer(topic, text="已办。", adoption="work", by=officer, at=NOW)


def channels(campaign, officer, department):
    """A printed form in a 征集站, a system that sends lists, and one that may ask for its own."""
    source = IntakeSource.objects.create(name="hotline", title="热线", campaign=campaign)
    IntakeRun.objects.create(source=source, filename="一.csv", at=NOW, done=False, error="坏的")
    sheet = PaperSheet.objects.create(
        campaign=campaign, channel="station", printed_by=officer, printed_at=NOW
    )
    key, _ = system_keys.issue(department, label="办件系统", by=officer, at=NOW)
    return {"source": source, "sheet": sheet, "key": key}


def scan(of, officer):
    file = ContentFile(b"jpeg", "scan.jpg")
    return PaperScan.objects.create(
        suggestion=of, by=officer, width=8, height=8, created_at=NOW, file=file
    )


def answer_file(referral, by, **fields):
    row = AnswerFile(
        referral=referral, name="现场", kind="jpg", size=1, added_by=by, added_at=NOW, **fields
    )
    row.file.save("a.jpg", ContentFile(b"\xff\xd8"), save=True)
    return row


def photo(of):
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "JPEG")
    files = {name: ContentFile(data.getvalue(), f"{name}.jpg") for name in ("file", "thumbnail")}
    return Photo.objects.create(suggestion=of, width=8, height=8, created_at=NOW, **files)
