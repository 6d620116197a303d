"""What a new city still lacks before its people can write in: reckoned from the records.

Nothing is ticked by hand. What the records cannot tell (whether a backup was made and can be
restored, whether the privacy notice is right) is not on the list.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cms.models import ArticlePage
from deliberation.models import Council
from suggestions.desk import rights
from suggestions.desk.numbers.todos import known_years, missing_years
from suggestions.models import (
    Area,
    CampaignPage,
    Department,
    DictionaryWord,
    OutboxMessage,
    SynonymGroup,
    User,
)
from suggestions.staff.access import allowed
from suggestions.telling import invitations
from suggestions.work import announced

OFFICER, CLERK, SUPERVISOR, ADMINISTRATOR = "征集办工作人员", "承办单位", "督办", "系统管理员"
NEEDED = (OFFICER, CLERK, SUPERVISOR)
# What writes a message down instead of sending it.
ON_PAPER = ("FileChannel", "ConsoleChannel")
NO_MAIL = ("console", "dummy", "locmem", "filebased")


@dataclass(frozen=True)
class Door:
    """Where a line is worked off, for whoever holds the permission; the others read who does."""

    label: str
    url: str
    permission: str
    who: str = ADMINISTRATOR


@dataclass(frozen=True)
class Line:
    """One line: what there is, what is missing, and the doors that lead to it."""

    name: str
    there: str
    missing: str = ""
    doors: tuple[Door, ...] = ()
    years: tuple[int, ...] = field(default=())  # calendars that can be filled in by a button

    @property
    def done(self) -> bool:
        return not self.missing

    def open_to(self, user: User) -> list[Door]:
        return [door for door in self.doors if allowed(user, door.permission)]

    def whose(self, user: User) -> str:
        """Who else works it off, where this person may not."""
        if self.open_to(user):
            return ""
        return "、".join(dict.fromkeys(door.who for door in self.doors))


def lines(*, at: dt.datetime) -> list[Line]:
    """In the order in which they are worked off: each needs those before it."""
    return [
        _areas(),
        _departments(),
        _people(),
        _invited(),
        _calendar(at),
        _words(),
        _synonyms(),
        _councils(),
        _campaign(at),
        _mail(),
        _news(),
        _keys(),
        _contact(),
        _pages(),
    ]


def _list(kind: str) -> str:
    return reverse("desk_lists:upload", args=[kind])


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def _areas() -> Line:
    found = Counter(Area.objects.values_list("level", flat=True))
    there = "、".join(f"{level.label} {found[level]}" for level in Area.Level if found[level])
    street = Area.Level.STREET
    missing = "" if found[street] else "还没有街镇：居民选不到自己住的地方"
    doors = (
        Door("从表格导入", _list("areas"), "add_area"),
        Door("区域", reverse("areas:index"), "view_area"),
    )
    return Line("区域", there or "没有", missing, doors)


def _departments() -> Line:
    active = Department.objects.filter(active=True)
    total, silent = active.count(), active.filter(duties="").count()
    missing = "" if total else "还没有承办单位：建议转不出去"
    if silent:
        missing = f"{silent} 个没有写职责：转办时推荐不到它们"
    doors = (
        Door("从表格导入", _list("departments"), "add_department"),
        Door("承办单位", reverse("departments:index"), "view_department"),
    )
    return Line("承办单位和职责", f"{total} 个", missing, doors)


def _people() -> Line:
    people = User.objects.filter(is_active=True)
    found = dict(people.exclude(groups=None).values_list("groups__name").annotate(Count("pk")))
    clerks = people.filter(groups__name=CLERK).values("department")
    empty = Department.objects.filter(active=True).exclude(pk__in=clerks).count()
    gone = [name for name in NEEDED if not found.get(name)]
    missing = _joined(
        f"还没有人是：{'、'.join(gone)}" if gone else "",
        f"{empty} 个承办单位还没有经办人" if empty else "",
    )
    there = "、".join(f"{name} {number}" for name, number in sorted(found.items()))
    doors = (
        Door("从表格导入", _list("staff"), "add_user"),
        Door("用户", reverse("wagtailusers_users:index"), "change_user"),
    )
    return Line("用户和角色", there or "没有", missing, doors)


def _invited() -> Line:
    found = invitations.counts()
    came = User.objects.filter(is_active=True, is_superuser=False, last_login__isnull=False)
    missing = _joined(
        f"{found.waiting} 人收到邀请、还没有登录" if found.waiting else "",
        f"{found.failed} 封没有发出" if found.failed else "",
        f"{found.unasked} 人还没有发" if found.unasked else "",
        f"{found.silent} 人没有邮箱，要替他们打印密码条" if found.silent else "",
    )
    number = came.count()
    if not number and not missing:
        missing = "还没有可以邀请的人"
    doors = (Door("邀请", reverse("desk_invitations:index"), rights.INVITE),)
    return Line("邀请", f"{number} 人已经登录过", missing, doors)


def _calendar(at: dt.datetime) -> Line:
    year = localdate(at).year
    wanted, known = (year, year + 1), known_years()
    lacking = missing_years(at)
    there = "、".join(f"{one}年" for one in wanted if one in known)
    missing = "、".join(f"{one}年" for one in lacking)
    years = tuple(one for one in wanted if one not in known and announced.items_of(one))
    doors = (
        Door("从表格导入", _list("workdays"), "add_workday"),
        Door("工作日历", reverse("workdays:index"), "view_workday"),
    )
    words = f"{missing}没有录全：期限算不出来" if missing else ""
    return Line("工作日历", there or "没有", words, doors, years)


def _words() -> Line:
    number = DictionaryWord.objects.count()
    missing = "" if number else "本地的小区名、项目名还没有：归类时会切碎"
    doors = (Door("词典", reverse("desk_dictionary:index"), rights.LOOK, OFFICER),)
    return Line("词典", f"{number} 个词", missing, doors)


def _synonyms() -> Line:
    used = SynonymGroup.objects.filter(status=SynonymGroup.Status.USED)
    own, number = used.filter(by__isnull=False).count(), used.count()
    missing = "" if own else "还没有本地自己的叫法，只有随产品来的"
    doors = (Door("近义词", reverse("desk_synonyms:index"), rights.LOOK, OFFICER),)
    return Line("近义词", f"{number} 组在用，其中本地的 {own} 组", missing, doors)


def _councils() -> Line:
    active = Council.objects.active()
    found = active.aggregate(
        all=Count("pk", distinct=True),
        unled=Count("pk", filter=Q(secretaries=None), distinct=True),
        empty=Count("pk", filter=Q(seats=None), distinct=True),
    )
    missing = "" if found["all"] else "还没有议事会"
    if found["all"]:
        missing = _joined(
            f"{found['unled']} 个没有议事员" if found["unled"] else "",
            f"{found['empty']} 个还没有席位" if found["empty"] else "",
        )
    doors = (
        Door("从表格导入", reverse("desk_council_lists:upload"), "deliberation.add_council"),
        Door("议事会", reverse("desk_councils:index"), "deliberation.oversee_councils", "议事员"),
    )
    return Line("议事会", f"{found['all']} 个", missing, doors)


def _campaign(at: dt.datetime) -> Line:
    own = CampaignPage.objects.filter(closes_at__isnull=False)
    live, drafts = own.live().count(), own.not_live().count()
    everyday = CampaignPage.objects.everyday().live().exists()
    there = f"已发布 {live} 个，草稿 {drafts} 个；日常建议{'开着' if everyday else '没有开'}"
    missing = "" if live else "还没有发布过专项征集"
    url = reverse("campaign_list:index")
    doors = (Door("征集", url, rights.SCREEN, "编辑、征集办工作人员"),)
    return Line("第一个专项征集", there, missing, doors)


def _mail() -> Line:
    """The way of invitations and of forgotten passwords."""
    silent = any(name in settings.EMAIL_BACKEND for name in NO_MAIL)
    missing = "没有设 EMAIL_URL：邀请和重设密码的邮件没有寄出去" if silent else ""
    last = invitations.letters().filter(action=invitations.SENT).first()
    sent = f"最近一封邀请 {_moment(last.timestamp)}" if last else "还没有发过邀请"
    doors = (Door("邀请", reverse("desk_invitations:index"), rights.INVITE),)
    return Line("工作人员的邮件", sent, missing, doors)


def _moment(at: dt.datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def _news() -> Line:
    """E-mail and text messages to residents: whether there is a channel, and its last word."""
    channel, status = OutboxMessage.Channel, OutboxMessage.Status
    rows = OutboxMessage.objects.filter(channel__in=(channel.EMAIL, channel.SMS))
    sent = dict(rows.filter(status=status.SENT).values_list("channel").annotate(Max("sent_at")))
    failed = set(
        rows.filter(status=status.FAILED).order_by().values_list("channel", flat=True).distinct()
    )
    there: list[str] = []
    missing: list[str] = []
    for one in (channel.EMAIL, channel.SMS):
        last = f"最近发出 {_moment(sent[one])}" if one in sent else "还没有发过"
        there.append(f"{one.label}{last}")
        missing += _lacks_channel(one, one in sent, one in failed)
    doors = (Door("消息", reverse("desk_messages:index"), rights.LOOK, OFFICER),)
    return Line("给居民的邮件和短信", "；".join(there), "；".join(missing), doors)


def _lacks_channel(channel: OutboxMessage.Channel, sent: bool, failed: bool) -> Iterator[str]:
    path = settings.OUTBOX_CHANNELS[channel]
    if path.endswith(ON_PAPER):
        yield f"{channel.label}没有设 OUTBOX_{channel.name}：只写在服务器的文件里"
    elif failed:
        yield f"{channel.label}有没有发出去的，请看原因"
    elif not sent:
        yield f"{channel.label}还没有试发过一条"


def _keys() -> Line:
    if settings.PRODUCTION:
        return Line("密钥", "已设（SECRET_KEY、FIELD_KEYS、RECEIPT_KEY）")
    missing = "现在不是 JIANYAN_MODE=production：密钥是系统随手做的，放在服务器的文件里"
    return Line("密钥", "没有设", missing)


def _contact() -> Line:
    """Whose site it is and whom to call: the foot of every page."""
    named = {
        "SITE_ORGAN（主办单位）": settings.SITE_ORGAN,
        "SITE_ID（网站标识码）": settings.SITE_ID,
        "SITE_RECORD（备案号）": settings.SITE_RECORD,
        "SITE_URL（网址）": "" if "localhost" in settings.SITE_URL else settings.SITE_URL,
    }
    gone = [name for name, value in named.items() if not value]
    missing = f"环境变量没有设：{'、'.join(gone)}" if gone else ""
    there = f"{settings.SITE_NAME}，热线 {settings.HOTLINE}"
    return Line("网站是谁的、打哪个电话", there, missing)


def _pages() -> Line:
    """The notices that residents agree to or are owed."""
    live = ArticlePage.objects.live()
    found = live.aggregate(
        all=Count("pk"),
        versions=Count("pk", filter=~Q(version="")),
        access=Count("pk", filter=Q(asks_hardship=True)),
    )
    missing = _joined(
        "" if found["versions"] else "没有带“版本”的文章：隐私说明要有",
        "" if found["access"] else "没有勾选“哪里不好用”的文章：无障碍说明要有",
    )
    url = reverse("wagtailadmin_explore_root")
    doors = (Door("页面", url, rights.SCREEN, "编辑、征集办工作人员"),)
    return Line("站点说明", f"{found['all']} 篇文章", missing, doors)
