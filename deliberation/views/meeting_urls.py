"""Public addresses: leave, signing in to a meeting by phone, and the screen of the hall."""

from django.urls import path

from deliberation.views import apology, hall, joining, sign_in

urlpatterns: list = [
    path("meetings/<int:pk>/code/<str:code>/", sign_in.scan, name="scan"),
    path("meetings/<int:pk>/sign-in/", sign_in.sign_in, name="sign_in"),
    path("meetings/<int:pk>/sign-in/<int:seat>/", sign_in.sign_in_seat, name="sign_in_seat"),
    path("join/<str:token>/", joining.join, name="join"),
    path("leave/<str:token>/", apology.apology, name="apology"),
    path("meetings/<int:pk>/hall/<str:token>/", hall.hall, name="hall"),
]
