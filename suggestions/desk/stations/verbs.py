"""The buttons of a station."""

from suggestions.actions import stationing
from suggestions.desk.stations.forms import CloseForm, KeptForm, StationForm
from suggestions.models import Station
from suggestions.staff.verbs import DeskVerb


def is_open(station: Station) -> bool:
    return station.status == Station.Status.OPEN


VERBS = (
    DeskVerb(
        "revise",
        "改登记",
        calls=stationing.revise,
        told="已改好，居民看到的页面也跟着改了。",
        form=StationForm,
        offered=is_open,
    ),
    DeskVerb(
        "update",
        "改地址和开放时间",
        calls=stationing.revise,
        told="已改好，居民看到的页面也跟着改了。",
        form=KeptForm,
        offered=is_open,
    ),
    DeskVerb(
        "close",
        "关闭站点",
        calls=stationing.close,
        told="已关闭。门口的二维码不再收建议；收到过的建议和数字都还在。",
        form=CloseForm,
        offered=is_open,
        hint="关闭以后还可以重新开放。",
    ),
    DeskVerb(
        "reopen",
        "重新开放",
        calls=stationing.reopen,
        told="已重新开放，门口的二维码又能用了。",
        offered=lambda station: not is_open(station),
    ),
)
