"""Pages leave the site compressed; files do not."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_is_sent_as_gzip_to_who_takes_it(client, campaign):
    plain = client.get("/suggestions/")
    packed = client.get("/suggestions/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert "看建议" in gzip.decompress(packed.content).decode()


def test_a_file_of_data_is_sent_as_it_is(client, campaign):
    response = client.get("/data/answers.csv", headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
