"""Pictures of a live event from the stream's own site, in a frame: only from hosts of the settings.

The page that shows one may frame that host and nothing else; everything else is a link out.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


@dataclass(frozen=True)
class Frame:
    """What stands in the frame; `host` as the content policy names it."""

    url: str
    host: str


def frame_of(url: str) -> Frame | None:
    """The frame for an editor's address; nothing where its host is not among the allowed.

    Never our own host: a frame of the same origin could step out of its sandbox.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    own = urlsplit(settings.SITE_URL).hostname
    plain = parts.scheme == "https" and not parts.username and port in (None, 443)
    if not plain or host == own or host not in allowed():
        return None
    return Frame(url, host)


def allowed() -> list[str]:
    return [host.strip().lower() for host in settings.LIVE_EMBED_HOSTS if host.strip()]


def permit(response: HttpResponse, frame: Frame) -> None:
    """Let this one page frame that one host."""
    response._csp_update = {"frame-src": [f"https://{frame.host}"]}  # type: ignore[attr-defined]


def warning(label: str, url: str) -> str:
    """What an editor is told of an address that becomes a link; empty where it is embedded."""
    if not url or frame_of(url):
        return ""
    hosts = "、".join(allowed())
    if not hosts:
        why = "这个网站没有设置可以嵌入的直播网站"
    else:
        why = f"能嵌在页面里的只有 https:// 开头、在这些网站上的：{hosts}"
    return (
        f"{label}不会嵌在页面里，大家看到的是一个链接，点开到站外去看：{why}。"
        "要嵌入的，请系统管理员把那个网站加进 LIVE_EMBED_HOSTS。"
    )
