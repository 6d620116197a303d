"""Wagtail's user management with the product's own user form."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    group_viewset = "suggestions.desk.settings.people.StaffGroupViewSet"
    user_viewset = "suggestions.desk.settings.people.StaffUserViewSet"
