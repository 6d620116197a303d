"""The meeting desk in Wagtail's admin: addresses and menu."""

from django.urls import include, path
from wagtail import hooks

from deliberation.desk.founding import CouncilViewSet
from deliberation.desk.menu import HOOK, line, meeting_desk_menu


@hooks.register("register_admin_urls")
def meeting_desk_urls():
    return [path("yishi/", include("deliberation.desk.urls"))]


@hooks.register("register_admin_menu_item")
def meeting_desk_menu_item():
    return meeting_desk_menu()


@hooks.register("register_admin_viewset")
def councils_viewset():
    return CouncilViewSet()


@hooks.register(HOOK)
def resolutions_menu_item():
    return line("决议", "resolutions", "doc-full-inverse", 500)
