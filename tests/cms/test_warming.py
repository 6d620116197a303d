"""What is loaded before the workers are forked."""

from unittest import mock

from django.urls import get_resolver

from cms import gunicorn, warming
from nlp.reading import segment


def test_the_words_and_addresses_stand_before_the_first_request():
    warming.warm()
    assert segment._loaded
    assert get_resolver()._populated


def test_every_template_of_ours_compiles():
    assert warming.templates() > 400


def test_loading_asks_no_database_and_what_fails_stops_nothing(monkeypatch, caplog):
    """Without the mark of pytest-django any question to the database would fail here."""

    def fail():
        raise RuntimeError("no dictionary")

    fail.__name__ = "words"
    monkeypatch.setattr(warming, "words", fail)
    warming.warm()
    assert [record.getMessage() for record in caplog.records] == [
        "could not load beforehand: words"
    ]


def test_the_server_warms_before_it_forks(monkeypatch):
    called = []
    monkeypatch.setattr(warming, "warm", lambda: called.append(True))
    monkeypatch.setattr(gunicorn.gc, "freeze", lambda: None)
    gunicorn.when_ready(mock.Mock())
    assert called == [True]
