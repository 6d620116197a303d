"""The meeting desk in Wagtail's admin: addresses and menu."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def meeting_desk_urls():
    return [path("yishi/", include("deliberation.desk.urls"))]
