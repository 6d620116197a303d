"""Public addresses: 睦邻指数."""

from django.urls import path

from deliberation.views import indices

urlpatterns: list = [
    path("index/", indices.index, name="index"),
    path("index/areas/<str:code>/", indices.index, name="index_area"),
    path("index/of/<str:name>/", indices.indicator, name="indicator"),
    path("index/figures/<int:pk>/", indices.figure, name="figure"),
    path("index/figures/<int:pk>/dispute/", indices.dispute_figure, name="dispute_figure"),
    path("index/file.<str:kind>", indices.index_file, name="index_file"),
    path("<str:slug>/index/", indices.council_index, name="council_index"),
]
