"""No HTML that takes a parser long is given to one; what somebody writes is left as it is."""

import re

import pytest

from core.markup import DEEPEST, LONGEST, limit_markup, remove_tags
from core.richtext import TAGS, RichTextField, clean_html
from news.blocks.prose import Prose

WORDS = "kelp &lt;script&gt;"
NESTED = sorted(TAGS - {"p", "li", "a", "br", "h2", "h3"})


def deepest(html):
    """The most elements that are open at once in clean HTML."""
    depth = most = 0
    for tag in re.findall(r"<(/?)(?!br)", html):
        depth += -1 if tag else 1
        most = max(most, depth)
    return most


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TAGS))
def test_no_element_is_nested_deeper_than_anybody_writes(name):
    start, end = f"<{name}>", f"</{name}>"
    for html in (start * 40_000 + WORDS, start * 40_000 + WORDS + end * 40_000):
        assert deepest(clean_html(html)) <= 1
        assert WORDS in clean_html(html)
    with_attributes = "".join(f'<{name} href="/{number}">' for number in range(9_000))
    assert deepest(clean_html(with_attributes + WORDS)) <= 2


@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_as_people_do_stays(name):
    html = f"<{name}>" * 3 + "kelp" + f"</{name}>" * 3
    assert limit_markup(html) == html
    assert clean_html(html).count(f"<{name}>") == 3


@pytest.mark.parametrize(
    "pattern",
    [
        '<em title="</em>%d">',
        "<em a=%d><!--</em>-->",
        "<em a=%d><title></em></title>",
        "<em a=%d><table></em></table>",
        "<em a=%d><object></em></object>",
        "<li><em a=%d>",
        "<em a=%d></p>",
        "<x%d>",
        "<em a=%d><!></em>",
        "<em a=%d <b></em>",
    ],
)
def test_no_trick_hides_how_deep_it_is(pattern):
    html = "".join(pattern.replace("%d", str(number)) for number in range(5_000))
    assert "<" not in limit_markup(html)


def test_formatting_left_open_is_not_repeated_by_every_paragraph():
    html = "".join(f"<em id={number}>" for number in range(20)) + "<p>kelp" * 5_000
    assert clean_html(f"<p>{html}").count("<em>") == 0
    assert clean_html(f"<p>{html}").count("kelp") == 5_000


def test_a_long_text_of_every_day_stays_as_it_is():
    part = (
        "<h2>Kelp</h2><p>One <strong>two <em>three</em></strong> <a href='/x/'>four</a>"
        '<ul><li>five<ul><li>six</ul></ul><!-- wp:paragraph {"a":1} --><blockquote><p>7</blockquote>'
        "<table><tr><td><b>8</b><td>9</table><div><span>10</span></div>"
    )
    html = part * (LONGEST // len(part))
    assert html.count("<") > 10_000
    assert limit_markup(html) == html


def test_a_text_longer_than_anybody_writes_is_refused_and_never_parsed():
    html = "<p>x</p>" * (LONGEST // 8 + 1)
    assert "<" not in limit_markup(html)
    field = RichTextField("text")
    with pytest.raises(Exception, match="at most 200000 characters"):
        field.clean(html, Prose())


def test_a_sign_that_is_no_tag_stays_a_sign():
    assert clean_html("<blockquote>" * (DEEPEST + 1) + "1 < 2") == "1 &lt; 2"
    assert remove_tags("<a " * 100 + "1 < 2") == "<a " * 100 + "1 < 2"
