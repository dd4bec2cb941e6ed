"""SVG logos: safe afterwards or refused, and looking the same."""

import pytest
from django.core.exceptions import ValidationError

from images.decoding.formats import UnusableFile
from images.decoding.svg import clean_svg, svg_size
from images.models import Image
from tests.factories import inspected

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'
LOGO = SVG.format(
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#0e4a5a"/></linearGradient></defs>'
    '<style>.a{fill:#a62b3d}</style><g transform="translate(2 2)"><path class="a" d="M0 0h10v10z"/>'
    '<rect fill="url(#g)" width="5" height="5" x="12"/></g><text font-size="4">Kelp &amp; co</text>'
)
HOSTILE = [
    "<script>alert(1)</script>",
    '<script href="https://evil.example/x.js"/>',
    '<rect width="1" height="1" onload="alert(1)" onclick="alert(1)"/>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example"/></body></foreignObject>',
    '<image href="https://evil.example/x.png" width="1" height="1"/>',
    '<use xlink:href="https://evil.example/x.svg#a"/>',
    '<style>@import url("https://evil.example/x.css");</style>',
    "<style>.a{fill:url(https://evil.example/#x)}</style>",
    '<rect style="fill:url(https://evil.example/#x)" width="1" height="1"/>',
    '<set attributeName="onmouseover" to="alert(1)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<handler type="application/ecmascript">alert(1)</handler>',
    '<image href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;" width="1" height="1"/>',
]
GROWING = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "kelp">' for n in range(12)
)
REFUSED = [
    f"<!DOCTYPE svg [{GROWING}]>" + SVG.format("<text>&a11;</text>"),
    SVG.format('<animate attributeName="x" to="9"/>'),
    "<svg",
    "<html><svg></html>",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_what_could_run_or_load_is_gone(part):
    try:
        safe = clean_svg(SVG.format(part).encode()).decode().lower()
    except UnusableFile:
        return
    for word in (
        "script",
        "alert(",
        "onload",
        "onclick",
        "foreignobject",
        "iframe",
        "url(http",
        "text/html",
    ):
        assert word not in safe
    assert 'href="http' not in safe
    assert "@import" not in safe


@pytest.mark.parametrize("content", REFUSED)
def test_what_grows_moves_or_is_broken_is_refused(content):
    with pytest.raises(ValidationError):
        inspected(content.encode())


def test_an_external_entity_reads_no_file():
    outside = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert b"root" not in clean_svg((outside + SVG.format("<text>&a;</text>")).encode())


def test_what_draws_stays():
    safe = clean_svg(LOGO.encode()).decode()
    for part in (
        "linearGradient",
        "stop-color",
        ".a{fill:#a62b3d}",
        "translate(2 2)",
        "M0 0h10v10z",
        "url(#g)",
        "Kelp &amp; co",
    ):
        assert part in safe
    assert clean_svg(safe.encode()).decode() == safe


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="60px"', (120, 60)),
        ('viewBox="0 0 40.4 20"', (40, 20)),
        ('width="100%" height="100%" viewBox="0,0,7,3"', (7, 3)),
        ("", (300, 150)),
    ],
)
def test_the_size_of_a_drawing(attributes, size):
    assert (
        svg_size(clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()))
        == size
    )


def test_a_drawing_is_served_as_it_is_and_can_do_nothing(db, client):
    image = Image(alt_en="Kelp AS")
    image.take(inspected(LOGO.encode()))
    image.save()
    assert [image.renditions(), image.cards(), image.portraits()] == [image.renditions()] * 3
    answer = client.get(image.renditions()[0].url)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == clean_svg(LOGO.encode())


@pytest.mark.parametrize("size", ['width="1.2.3" height="."', 'viewBox="- 4 5 6 -."'])
def test_a_size_that_is_no_number_is_none(size):
    drawing = inspected(f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode())
    assert (drawing.width, drawing.height) == (300, 150)


def test_elements_in_one_another_without_end_are_refused():
    with pytest.raises(ValidationError, match="too intricate"):
        inspected(SVG.format("<g>" * 100_000 + "</g>" * 100_000).encode())
    assert inspected(SVG.format("<g>" * 50 + "<path/>" * 2000 + "</g>" * 50).encode()).width == 40
