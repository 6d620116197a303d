"""Pressing a button that asks once more: read the question, press again."""

from html import unescape


def surely(client, url, data, **kwargs):
    """The answer to the second press; the first must have asked."""
    first = client.post(url, data)
    assert first.status_code == 422
    asked = first.content.decode().split('name="asked" value="')[1].split('"')[0]
    return client.post(url, {**data, "asked": unescape(asked), "sure": "on"}, **kwargs)
