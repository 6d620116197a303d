"""Who else is on this record's page now: Wagtail's editing sessions, for records of the desk."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.admin.ui.editing_sessions import EditingSessionsModule
from wagtail.permission_policies import ModelPermissionPolicy

from suggestions.models import User
from suggestions.models.scope import sees
from suggestions.staff.access import allowed

UNKNOWN = 0  # the session begins with the first ping; who looks for a moment writes nothing


class DeskPolicy(ModelPermissionPolicy):
    """Whoever enters the desk is seen there. Nothing of a record is changed by this right."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action == "change" and allowed(user, "view_desk")

    def user_has_permission_for_instance(
        self, user: User | AnonymousUser, action: str, instance: Model
    ) -> bool:
        return self.user_has_permission(user, action) and sees(user, instance)


class Presence(EditingSessionsModule):
    """Wagtail's module without its dialogs, which belong to pages with a draft."""

    template_name = "suggestions/desk/parts/presence.html"


def presence(record: Model, user: User) -> Presence:
    """One query; the page asks again every ten seconds."""
    meta = record._meta
    kind = ContentType.objects.get_for_model(type(record))
    sessions: Any = EditingSession.objects
    others = (
        sessions.available()
        .filter(content_type=kind, object_id=str(record.pk))
        .exclude(user=user)
        .select_related("user__wagtail_userprofile")
    )
    mine = EditingSession(user=user, content_type=kind, object_id=str(record.pk))
    where = [meta.app_label, meta.model_name, record.pk, UNKNOWN]
    return Presence(
        mine,
        reverse("wagtailadmin_editing_sessions:ping", args=where),
        reverse("wagtailadmin_editing_sessions:release", args=[UNKNOWN]),
        list({session.user_id: session for session in others}.values()),
    )
