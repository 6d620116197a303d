"""The buttons of a round of visits, and of a device."""

from suggestions.actions import visit_devices, visiting
from suggestions.desk.visits.forms import HouseholdForm
from suggestions.models import VisitDevice, VisitRound
from suggestions.staff.verbs import DeskVerb


def is_open(subject: VisitRound) -> bool:
    return subject.status == VisitRound.Status.OPEN


def in_use(subject: VisitDevice) -> bool:
    return subject.revoked_at is None


OF_ROUND = (
    DeskVerb(
        "add-household",
        "名单上没有的一户",
        calls=visiting.add_household,
        told="已加上 {building} {room}。",
        form=HouseholdForm,
        offered=is_open,
    ),
    DeskVerb(
        "close-round",
        "结束走访",
        calls=visiting.close_round,
        told="已结束。称呼都删掉了，数字和答案还在。",
        offered=is_open,
        hint="结束以后手机上不能再记；名单上的称呼会删掉，不能恢复。",
    ),
)
OF_DEVICE = (
    DeskVerb(
        "revoke",
        "收回这台手机",
        calls=visit_devices.revoke,
        told="已收回。手机上没送出的内容打不开了，登录也结束了。",
        offered=in_use,
        hint="手机丢了就收回。手机上还没有送出的走访再也打不开，那几户要重新走访。不能恢复。",
    ),
)
OF_OWN_DEVICE = (
    DeskVerb(
        "revoke-own",
        "手机丢了，收回",
        calls=visit_devices.revoke,
        told="已收回。那台手机上的登录结束了，没送出的内容谁也打不开了。",
        offered=in_use,
        hint="在别的手机或者电脑上按。那台手机上还没有送出的走访再也打不开，那几户要重新走访。不能恢复。",
    ),
)
