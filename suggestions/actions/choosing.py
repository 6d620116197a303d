"""What a member of staff wants to hear."""

from suggestions.actions.rules import Refused
from suggestions.models import StaffNews, User


def choose(user: User, *, by_email: str, by_sms: str, phone: str) -> StaffNews:
    """我的通知: by which way and how often."""
    pace = StaffNews.Pace
    if by_email not in pace.values or by_sms not in pace.values:
        raise Refused("请选择多久通知一次。")
    if by_sms != pace.NEVER and not phone:
        raise Refused("要收短信，请填写手机号。")
    chosen, _ = StaffNews.objects.update_or_create(
        user=user, defaults={"by_email": by_email, "by_sms": by_sms, "phone": phone}
    )
    return chosen
