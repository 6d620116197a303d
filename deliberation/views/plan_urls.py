"""Public addresses: 项目行动计划表 and 缺项清单."""

from django.urls import path

from deliberation.views import gaps, plans, wall

urlpatterns: list = [
    path("plan/", plans.plan_page, name="plan"),
    path("plan/wall/", wall.wall, name="plan_wall"),
    path("plan/file.xlsx", plans.plan_file, name="plan_file"),
    path("gaps/", gaps.gap_list, name="gaps"),
    path("gaps/file.xlsx", gaps.gap_file, name="gap_file"),
    path("plan/<slug:look>/", plans.plan_page, name="plan_look"),
]
