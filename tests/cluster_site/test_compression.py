"""Text is sent compressed, a picture as it is."""

import gzip

import pytest

from images.models import Image
from tests.factories import inspected, picture_bytes
from tests.full_site import full_site

pytestmark = pytest.mark.django_db
ASKED = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


@pytest.fixture(scope="module", autouse=True)
def site(module_db):
    full_site(members=9, articles=6)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    ["/", "/nb/news/", "/feeds/news.rss", "/feeds/news.json", "/sitemap.xml", "/api/members.json"],
)
def test_text_is_sent_compressed_where_the_browser_takes_it(client, address):
    plain = client.get(address)
    compressed = client.get(address, **ASKED)
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert gzip.decompress(compressed.content)[:200] == plain.content[:200]


@pytest.mark.slow
def test_a_picture_is_sent_as_it_is(client):
    image = Image(alt_en="Kelp")
    image.take(inspected(picture_bytes()))
    image.save()
    answer = client.get(image.renditions()[0].url, **ASKED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(b"".join(answer.streaming_content))
