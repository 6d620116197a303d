"""What every public page shows around its content."""

from django.conf import settings

ELDER_COOKIE = "elder"


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "on",
    }
