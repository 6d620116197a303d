"""The table of what people hear who have registered for an event: asked back, reminded, told."""

from suggestions.news.kinds import Kind

WHEN_AND_WHERE = ("活动", "时间", "地点")

EVENT_CONFIRM = Kind(
    "v_confirm",
    "报名：请确认",
    "请确认您的报名",
    "有人用这个地址报名参加“{对象}”。",
    "是您本人的，请确认；不是您本人的，不用理会，我们不会再发。",
    braces=("对象",),
)
EVENT_KNOWN = Kind(
    "v_known",
    "报名：早就报过名了",
    "您已经报过名了",
    "您已经报名参加“{对象}”，不用再确认。",
    "有变动就告诉您。",
    braces=("对象",),
)
REGISTERED = Kind(
    "v_registered",
    "报名：报好了",
    "报名成功",
    "您报名参加“{活动}”成功，{人数} 人。{时间}开始，{地点}。",
    "点下面的链接，加到您的日历。",
    braces=(*WHEN_AND_WHERE, "人数"),
)
WAITING = Kind(
    "v_waiting",
    "报名：名额满了，候补",
    "名额满了，您在候补",
    "“{活动}”的名额满了，您排在候补。",
    "有人取消，就按报名的先后补上，补上了告诉您。",
    braces=("活动",),
)
SEATED = Kind(
    "v_seated",
    "报名：候补到了",
    "有名额了，您报名成功",
    "“{活动}”有名额了，您报名成功，{人数} 人。{时间}开始，{地点}。",
    "点下面的链接，加到您的日历；来不了的，请取消报名，让给别人。",
    braces=(*WHEN_AND_WHERE, "人数"),
)
DAY = Kind(
    "v_day",
    "报名：前一天提醒",
    "您报名的活动快到了",
    "您报名的“{活动}”{时间}开始，{地点}。",
    "来不了的，请取消报名，让给别人。",
    braces=WHEN_AND_WHERE,
)
HOUR = Kind(
    "v_hour",
    "报名：前一小时提醒",
    "您报名的活动就要开始了",
    "您报名的“{活动}”{时间}开始，{地点}。",
    "",
    braces=WHEN_AND_WHERE,
)
MOVED = Kind(
    "v_moved",
    "报名：时间或地点变了",
    "您报名的活动有变动",
    "您报名的“{活动}”有变动，现在是{时间}开始，{地点}。",
    "来不了的，请取消报名，让给别人。",
    braces=WHEN_AND_WHERE,
)
CALLED_OFF = Kind(
    "v_cancelled",
    "报名：活动取消",
    "您报名的活动取消了",
    "您报名的“{活动}”取消了。{原因}",
    "您不用再做什么，您的联系方式会删除。",
    braces=("活动", "原因"),
)
# Said no more once the event is at another time, or will not be.
OVERTAKEN = (REGISTERED, SEATED, DAY, HOUR, MOVED)
REGISTRANTS = (
    EVENT_CONFIRM,
    EVENT_KNOWN,
    REGISTERED,
    WAITING,
    SEATED,
    DAY,
    HOUR,
    MOVED,
    CALLED_OFF,
)
