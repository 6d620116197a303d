"""The buttons about advice on a topic's page, and those of a person's own."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions.actions import advising
from suggestions.desk.advisers.forms import AskForm, EndForm, EnterForm, LookForm, TakeDownForm
from suggestions.models import Adviser, Opinion, Topic
from suggestions.residents.qr import qr_drawing
from suggestions.staff.verbs import DeskVerb, Done, Shown

Status = Opinion.Status


def _asked(done: Done) -> Shown:
    """The link, to be sent on now: it is shown once."""
    link = settings.SITE_URL + reverse("suggestions:opinion", args=[done.result.token])
    who = str(done.result.opinion.adviser)
    days = advising.LIFE.days
    return Shown({"opinion_link": link, "opinion_qr": qr_drawing(link), "opinion_of": who,
                  "opinion_days": days})  # fmt: skip


def _opinions(topic: Topic) -> QuerySet[Opinion]:
    return Opinion.objects.filter(topic=topic).select_related("adviser", "typed_by")


ASK = DeskVerb(
    "ask-adviser",
    "请人咨询",
    calls=advising.ask,
    told=_asked,
    form=AskForm,
    offered=lambda topic: topic.status not in Topic.HIDDEN,
    apart=True,
)
ON_OPINION = (
    DeskVerb(
        "publish-opinion",
        "公开意见",
        calls=advising.publish,
        told="已公开：电话、门牌等自动遮住，写在问题的页面上。",
        offered=lambda one: one.status == Status.WRITTEN and not one.published_at,
        subjects=_opinions,
    ),
    DeskVerb(
        "unpublish-opinion",
        "撤下意见",
        calls=advising.unpublish,
        told="已撤下，居民看不到了；意见还在这里。",
        form=TakeDownForm,
        offered=lambda one: bool(one.published_at),
        subjects=_opinions,
    ),
    DeskVerb(
        "enter-opinion",
        "登记意见",
        calls=advising.enter,
        told="已登记，注明是代为登记的。",
        form=EnterForm,
        offered=lambda one: one.status == Status.ASKED,
        subjects=_opinions,
    ),
    DeskVerb(
        "revoke-opinion",
        "收回",
        calls=advising.revoke,
        told="已收回，链接打不开了。",
        offered=lambda one: one.status == Status.ASKED,
        subjects=_opinions,
    ),
)


def _shown(done: Done) -> Shown:
    one: Adviser = done.result
    return Shown({"contact_shown": {"phone": one.phone, "email": one.email}})


OF_ADVISER = (
    DeskVerb(
        "end-term",
        "结束任期",
        calls=advising.end_term,
        told="任期今天结束；满 180 天以后，姓名和联系方式自动删除。",
        form=EndForm,
        offered=lambda one: one.forgotten_at is None,
        timely=lambda one, at: one.until is None or one.until > localdate(at),
    ),
    DeskVerb(
        "reveal",
        "查看联系方式",
        calls=advising.reveal,
        told=_shown,
        form=LookForm,
        offered=lambda one: bool(one.phone or one.email),
    ),
)
