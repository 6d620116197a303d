"""Public addresses: a community's money, its projects, and what residents choose."""

from django.urls import path

from deliberation.views import choices, city_money, funds, project_form, projects

urlpatterns: list = [
    path("money/", city_money.city, name="city_money"),
    path("money/file.xlsx", city_money.city_file, name="city_money_file"),
    path("funds/<int:pk>/", funds.fund, name="fund"),
    path("funds/<int:pk>/propose/", project_form.propose_project, name="propose_project"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/mine/", projects.project_mine, name="project_mine"),
    path("project-photos/<int:pk>/", projects.project_photo, name="project_photo"),
    path(
        "project-photos/<int:pk>/thumb",
        projects.project_photo,
        {"small": True},
        name="project_photo_thumb",
    ),
    path("choices/<int:pk>/", choices.choice, name="choice"),
    path("choices/<int:pk>/code/", choices.choice_code, name="choice_code"),
    path("choices/<int:pk>/vote/", choices.choice_vote, name="choice_vote"),
    path("choices/<int:pk>/ballots.pb", choices.ballots, name="choice_ballots"),
    path("<str:slug>/funds/", funds.funds, name="funds"),
]
