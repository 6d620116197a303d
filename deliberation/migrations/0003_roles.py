"""What the roles may do here. Permissions are made first: `post_migrate` would come too late."""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "议事员": ["run_council"],
    "督办": ["oversee_councils"],
    "征集办工作人员": ["oversee_councils"],
    "系统管理员": [
        "oversee_councils",
        *(
            f"{verb}_{model}"
            for verb in ("add", "change", "delete", "view")
            for model in ("council", "party", "step")
        ),
    ],
}


def grant(apps, schema_editor):
    create_permissions(live_apps.get_app_config("deliberation"), apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        found = Permission.objects.filter(
            content_type__app_label="deliberation", codename__in=codenames
        )
        Group.objects.get(name=name).permissions.add(*found)


def revoke(apps, schema_editor):
    granted = apps.get_model("auth", "Group").permissions.through.objects
    ours = {"permission__content_type__app_label": "deliberation"}
    granted.filter(group__name__in=ROLES, **ours).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0002_parties"),
        ("suggestions", "0005_workdays"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
