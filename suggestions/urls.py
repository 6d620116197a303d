"""Addresses of the residents' door."""

from django.urls import path

from suggestions.views import (
    browse,
    photos,
    places,
    receipt,
    similar,
    submit,
    support,
    topic_map,
    track,
)

app_name = "suggestions"
urlpatterns = [
    path("campaigns/", browse.campaigns, name="campaigns"),
    path("suggestions/", browse.listing, name="list"),
    path("suggestions/<int:pk>/", browse.detail, name="detail"),
    path("topics/<int:pk>/", browse.topic, name="topic"),
    path("map/<str:slug>/", topic_map.topic_map, name="topic_map"),
    path("submit/", submit.choose, name="submit_choose"),
    path("submit/<str:slug>/", submit.submit, name="submit"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("track/", track.track, name="track"),
    path("track/forget/", track.forget, name="forget"),
    path("track/<int:pk>/", track.tracked, name="tracked"),
    path("track/<int:pk>/rate/", track.rate, name="rate"),
    path("track/<int:pk>/withdraw/", track.withdraw, name="withdraw"),
    path("c/<str:code>", track.scan, name="scan"),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/thumb", photos.photo, {"small": True}, name="photo_thumb"),
    path("places/", places.places, name="places"),
    path("similar/", similar.similar, name="similar"),
    path("campaigns/", browse.campaigns, name="campaigns"),
    path("suggestions/", browse.listing, name="list"),
    path("suggestions/<int:pk>/", browse.detail, name="detail"),
    path("topics/<int:pk>/", browse.topic, name="topic"),
    path("suggestions/<int:pk>/support/", support.support, name="support"),
]
