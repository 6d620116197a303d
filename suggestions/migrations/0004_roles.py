"""The business roles as groups with their permissions. None of them may change users.

Permissions are created here and not left to `post_migrate`, which runs only after all
migrations have ended.
"""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITOR, OFFICER, CLERK = "编辑", "征集办工作人员", "承办单位"
SECRETARY, SUPERVISOR, ADMINISTRATOR = "议事员", "督办", "系统管理员"

ADMIN = "wagtailadmin.access_admin"
ROLES = {
    EDITOR: [ADMIN],
    OFFICER: [
        ADMIN,
        "suggestions.view_desk",
        "suggestions.view_suggestion",
        "suggestions.screen_suggestion",
        "suggestions.import_suggestion",
        "suggestions.reveal_contact",
        "suggestions.curate_topic",
        "suggestions.refer_topic",
    ],
    CLERK: [ADMIN, "suggestions.answer_referral"],
    SECRETARY: [ADMIN],
    SUPERVISOR: [
        ADMIN,
        "suggestions.view_desk",
        "suggestions.view_suggestion",
        "suggestions.supervise",
    ],
    ADMINISTRATOR: [
        ADMIN,
        "suggestions.supervise",
        *(
            f"suggestions.{verb}_{model}"
            for verb in ("add", "change", "delete", "view")
            for model in ("user", "department", "area", "workday")
        ),
        *(f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")),
        *(f"wagtailcore.{verb}_site" for verb in ("change", "view")),
    ],
}
# What a role may do with pages below the root; Wagtail keeps this apart.
PAGE_ROLES = {
    EDITOR: ["add_page", "change_page"],
    OFFICER: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
}
COLLECTION_ROLES = [EDITOR, OFFICER]
WORKFLOW = "编辑起草、征集办审核"


def _permission(apps, dotted):
    Permission = apps.get_model("auth", "Permission")
    app, codename = dotted.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def create_roles(apps, schema_editor):
    for label in (
        "suggestions",
        "wagtailadmin",
        "wagtailcore",
        "wagtailimages",
        "wagtaildocs",
        "auth",
    ):
        config = live_apps.get_app_config(label)
        create_permissions(config, apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    # Wagtail's sample groups and workflow would stand beside ours in every list.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    groups = {}
    for name, permissions in ROLES.items():
        groups[name], _ = Group.objects.get_or_create(name=name)
        groups[name].permissions.set([_permission(apps, dotted) for dotted in permissions])
    _grant_pages(apps, groups)
    _grant_collections(apps, groups)
    _create_workflow(apps, groups)


def _grant_pages(apps, groups):
    Page = apps.get_model("wagtailcore", "Page")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    root = Page.objects.get(depth=1)
    for name, codenames in PAGE_ROLES.items():
        for codename in codenames:
            GroupPagePermission.objects.get_or_create(
                group=groups[name],
                page=root,
                permission=_permission(apps, f"wagtailcore.{codename}"),
            )


def _grant_collections(apps, groups):
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = Collection.objects.get(depth=1)
    for name in COLLECTION_ROLES:
        for dotted in (
            "wagtailimages.add_image",
            "wagtailimages.choose_image",
            "wagtailimages.change_image",
            "wagtaildocs.add_document",
            "wagtaildocs.choose_document",
            "wagtaildocs.change_document",
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[name], collection=root, permission=_permission(apps, dotted)
            )


def _create_workflow(apps, groups):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    Task = apps.get_model("wagtailcore", "Task")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = GroupApprovalTask.objects.create(name="征集办审核", active=True, content_type=kind)
    task.groups.add(groups[OFFICER])
    workflow = Workflow.objects.create(name=WORKFLOW, active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.filter(page=Page.objects.get(depth=1)).delete()
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(depth=1))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name="征集办审核").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0003_search"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(create_roles, remove_roles)]
