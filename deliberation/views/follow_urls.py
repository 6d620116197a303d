"""Public addresses: minutes, resolutions and what follows."""

from django.urls import path

from deliberation.views import effects, minutes, objections, resolution

urlpatterns: list = [
    path("meetings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes.<str:kind>", minutes.minutes_file, name="minutes_file"),
    path("minutes/<str:token>/", minutes.sign_minutes, name="sign_minutes"),
    path("resolutions/<int:pk>/", resolution.resolution, name="resolution"),
    path("resolutions/<int:pk>/done/", resolution.say_whether_done, name="say_whether_done"),
    path("resolutions/<int:pk>/effect/", effects.rate_effect, name="rate_effect"),
    path("resolutions/<int:pk>/wall/", resolution.wall_photo, name="wall_photo"),
    path("resolutions/<int:pk>/object/", objections.object_to, name="object_to"),
    path("objections/<int:pk>/", objections.objection_mine, name="objection_mine"),
    path("work/<int:pk>/", resolution.task_photo, name="task_photo"),
    path("work/<int:pk>/thumb", resolution.task_photo, {"small": True}, name="task_photo_thumb"),
]
