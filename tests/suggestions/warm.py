"""Imported once by the process whose forks are the racers: Django is set up before any of them."""

import os

os.environ.update(JIANYAN_MODE="test", DJANGO_SETTINGS_MODULE="tests.settings")

import django

django.setup()

import pytest  # noqa: E402, F401

import cms.urls  # noqa: E402, F401
