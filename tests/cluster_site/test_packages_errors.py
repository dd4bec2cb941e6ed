"""Every error in a package is listed with its place, and nothing is imported."""

import pytest

from tests.cluster_site.package_content import errors_of, write_package
from tests.factories import MemberFactory, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PROSE = {"type": "prose", "html": "<p>Kelp</p>"}
ANN = {"slug": "ann", "name": "Ann"}
BO = {"slug": "bo", "name": "Bo"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def errors(tmp_path):
    """The errors of a package made of ``content`` (and ``files``)."""

    def errors(content, files=None):
        if isinstance(content, dict):
            content = {"format": 1, **content}
        return errors_of(write_package(tmp_path / "package", content, files))

    return errors


def article(**keys):
    return {"slug": "kelp", "title": "Kelp", **keys}


def member(**keys):
    return {"slug": "m", "name": "M", **keys}


def block(**keys):
    return {"articles": [article(blocks=[PROSE, keys])]}


BAD = {
    "tag without a name": (
        {"articles": [{"slug": "a", "title": "A", "tags": ["Kelp", {"en": None}]}]},
        "articles[0].tags[1]: must not be empty",
    ),
    "unknown top-level key": ({"artciles": []}, 'artciles: unknown key; did you mean "articles"?'),
    "list expected": ({"members": {}}, "members: expected a list"),
    "object expected": ({"members": [3]}, "members[0]: expected an object with keys"),
    "site is an object": ({"site": [1]}, "site: expected an object with keys"),
    "unknown key": (
        {"members": [member(sumary="x")]},
        'members[0].sumary: unknown key; did you mean "summary"?',
    ),
    "slug missing": ({"members": [{"name": "M"}]}, "members[0].slug: missing"),
    "name missing": ({"members": [{"slug": "m"}]}, "members[0].name: missing"),
    "name empty": ({"members": [{"slug": "m", "name": " "}]}, "members[0].name: must not be empty"),
    "text is a number": ({"people": [{"slug": "p", "name": 3}]}, "people[0].name: expected a text"),
    "text too long": (
        {"people": [{"slug": "p", "name": "x" * 151}]},
        "people[0].name: 151 characters long; at most 150 fit",
    ),
    "rich text too long": (
        block(type="prose", html="x" * 200_001),
        "articles[0].blocks[1].html: Ensure this value has at most 200000 characters "
        "(it has 200001).",
    ),
    "text that no database takes": (
        {"people": [{"slug": "p", "name": "a\x00b"}]},
        "people[0].name: has a character that can't be stored",
    ),
    "half a character": (
        '{"format": 1, "people": [{"slug": "p", "name": "\\ud800"}]}',
        "people[0].name: has a character that can't be stored",
    ),
    "unknown language": (
        {"members": [{"slug": "m", "name": {"en": "M", "sv": "M"}}]},
        "members[0].name.sv: unknown key",
    ),
    "bad slug": (
        {"people": [{"slug": "a b", "name": "A"}]},
        "people[0].slug: Write the web address with letters from a to z, digits and hyphens only.",
    ),
    "reserved slug": (
        {"articles": [article(slug="news")]},
        "articles[0].slug: “news” is used by the site itself. Choose another web address.",
    ),
    "bad website": (
        {"members": [member(website="javascript:alert(1)")]},
        "members[0].website: Enter a valid URL.",
    ),
    "bad e-mail": (
        {"people": [{**ANN, "email": "at"}]},
        "people[0].email: Enter a valid email address.",
    ),
    "bad country": (
        {"members": [member(country="no")]},
        "members[0].country: expected a country as two capital letters, as in NO",
    ),
    "bad year": (
        {"members": [member(founded=99)]},
        "members[0].founded: expected a whole number from 1000 to 2200",
    ),
    "true is no year": (
        {"members": [member(founded=True)]},
        "members[0].founded: expected a whole number from 1000 to 2200",
    ),
    "half a ticker": (
        {"members": [member(ticker={"symbol": "KELP"})]},
        "members[0].ticker.exchange: missing",
    ),
    "no such day": (
        {"members": [member(memberships=[{"from": "2024-02-30"}])]},
        "members[0].memberships[0].from: expected a day, as in 2026-03-01",
    ),
    "no such moment": (
        {"articles": [article(publish_at="next week")]},
        "articles[0].publish_at: expected a moment, as in 2026-03-01T09:00:00+01:00",
    ),
    "time that the clocks leave out": (
        {"articles": [article(publish_at="2026-03-29T02:30")]},
        "articles[0].publish_at: On 29 March 2026 the clocks go forward from 02:00 to 03:00, "
        "so there is no such time. Choose 03:00 or later, or a time before 02:00.",
    ),
    "year that can't be meant": (
        {"articles": [article(publish_at="1066-10-14T00:00:00Z")]},
        "articles[0].publish_at: Write the year with four digits, from 1800 to 2200.",
    ),
    "end before beginning": (
        {"members": [member(memberships=[{"from": "2024-01-01", "to": "2024-01-01"}])]},
        "members[0].memberships[0].to: must be later than from: it is the first day that no longer "
        "counts",
    ),
    "overlapping memberships": (
        {
            "members": [
                member(
                    memberships=[{"from": "2024-01-01"}, {"from": "2020-01-01", "to": "2024-01-02"}]
                )
            ]
        },
        "members[0].memberships[0]: overlaps members[0].memberships[1]",
    ),
    "same slug twice": (
        {"people": [ANN, BO, ANN]},
        'people[2]: the same person as people[0]: "ann"',
    ),
    "same article twice": (
        {"articles": [article(), article(language="en")]},
        'articles[1]: the same article as articles[0]: "en" "kelp"',
    ),
    "former name that is no object": (
        {"people": [{**ANN, "former_names": ["Anna"]}]},
        "people[0].former_names[0]: expected an object with keys",
    ),
    "membership that is no object": (
        {"members": [member(memberships=[None])]},
        "members[0].memberships[0]: expected an object with keys",
    ),
    "lead that is no object": (
        {"site": {"leads": ["kelp"]}},
        "site.leads[0]: expected an object with keys",
    ),
    "menu item that is no object": (
        {"site": {"menu": [3]}},
        "site.menu[0]: expected an object with keys",
    ),
    "former names without slugs": (
        {"people": [{**ANN, "former_names": [{"name": "A"}, {"name": "B"}]}]},
        "people[0].former_names[1].slug: missing",
    ),
    "same former slug": (
        {
            "members": [
                member(former_names=[{"name": "A", "slug": "a"}, {"name": "B", "slug": "a"}])
            ]
        },
        "members[0].former_names[1].slug: the same slug as members[0].former_names[0]",
    ),
    "same former slug of two people": (
        {
            "people": [
                {**ANN, "former_names": [{"name": "A", "slug": "a"}]},
                {**BO, "former_names": [{"name": "B", "slug": "a"}]},
            ]
        },
        "people[1].former_names[0].slug: the same slug as people[0].former_names[0]",
    ),
    "unknown category": (
        {"members": [member(category="x")]},
        'members[0].category: no category "x"',
    ),
    "unknown member of a block": (
        block(type="spotlight", member="thor-medcal"),
        'articles[0].blocks[1].member: no member "thor-medcal"',
    ),
    "block without its member": (block(type="spotlight"), "articles[0].blocks[1].member: missing"),
    "unknown member in a list": (
        block(type="member_list", members=["m"]),
        'articles[0].blocks[1].members[0]: no member "m"',
    ),
    "unknown statement": (
        block(type="quote", statement="x"),
        'articles[0].blocks[1].statement: no statement "x"',
    ),
    "unknown type of block": (
        block(type="song"),
        'articles[0].blocks[1].type: expected one of "prose", "picture", "spotlight", "member_list", '
        '"quote", "gallery", "table", "fact_box", "download", "video"',
    ),
    "block without a type": (
        {"articles": [article(blocks=["x"])]},
        'articles[0].blocks[0].type: expected one of "prose", "picture", "spotlight", "member_list", '
        '"quote", "gallery", "table", "fact_box", "download", "video"',
    ),
    "quote of two sources": (
        block(type="quote"),
        "articles[0].blocks[1]: needs either a statement or a text",
    ),
    "ragged table": (
        block(type="table", caption="T", header=["a", "b"], rows=[["1"]]),
        "articles[0].blocks[1].rows: All rows need the same number of columns.",
    ),
    "picture twice in a gallery": (
        block(type="gallery", images=["x", "x"]),
        "articles[0].blocks[1].images[1]: 'x' is in the list already",
    ),
    "unknown record in a link": (
        block(type="prose", html='<p><a href="record:member/x">X</a></p>'),
        'articles[0].blocks[1].html: a link to member "x", which is not there',
    ),
    "unknown kind of link": (
        block(type="prose", html='<p><a href="record:board/x">X</a></p>'),
        'articles[0].blocks[1].html: a link to a record of unknown kind "board"',
    ),
    "unknown kind of number": (
        block(type="prose", html='<p><a href="record:count/whales">X</a></p>'),
        'articles[0].blocks[1].html: a number of unknown kind "whales"',
    ),
    "link that is none": (
        block(type="prose", html='<p><a href="record:member">X</a></p>'),
        "articles[0].blocks[1].html: a link to a record that is not written record:<kind>/<slug>",
    ),
    "link in a description": (
        {
            "members": [member(description={"nb": '<a href="record:article/kelp">X</a>'})],
            "articles": [article()],
        },
        'members[0].description: a link to article "kelp", which is not there',
    ),
    "unknown related article": (
        {"articles": [article(related=["krill"])]},
        'articles[0].related[0]: no article "en" "krill"',
    ),
    "related to itself": (
        {"articles": [article(related=["kelp"])]},
        "articles[0].related[0]: the article itself",
    ),
    "translation of the same language": (
        {
            "articles": [
                article(),
                article(slug="b", translation_of={"language": "en", "slug": "kelp"}),
            ]
        },
        "articles[1].translation_of: is in the same language",
    ),
    "two translations into one language": (
        {
            "articles": [
                article(),
                article(language="nb", slug="a", translation_of={"language": "en", "slug": "kelp"}),
                article(language="nb", slug="b", translation_of={"language": "en", "slug": "kelp"}),
            ]
        },
        'articles[2].translation_of: "nb" "a" and "nb" "b" are both its translation',
    ),
    "expiry before publishing": (
        {
            "articles": [
                article(publish_at="2024-01-02T00:00:00Z", expire_at="2024-01-01T00:00:00Z")
            ]
        },
        "articles[0].expire_at: must be later than publish_at",
    ),
    "expiry of a draft": (
        {"articles": [article(expire_at="2024-01-01T00:00:00Z")]},
        "articles[0].expire_at: needs publish_at as well",
    ),
    "correction of a draft": (
        {"articles": [article(corrections=[{"at": "2024-01-01T00:00:00Z", "text": "Kelp"}])]},
        "articles[0].corrections: need publish_at as well",
    ),
    "correction without words": (
        {"articles": [article(corrections=[{"at": "2024-01-01T00:00:00Z", "text": " "}])]},
        "articles[0].corrections[0].text: must not be empty",
    ),
    "announced seat that is not there": (
        {"articles": [article(announces={"person": "a", "role": "chair", "from": "2024-01-01"})]},
        'articles[0].announces[0]: no board seat "a" "chair" "2024-01-01"',
    ),
    "unknown lead": (
        {"site": {"leads": [{"language": "nb", "slug": "x"}]}},
        'site.leads[0]: no article "nb" "x"',
    ),
    "menu that leads to a script": (
        {"site": {"menu": [{"label": "A", "target": {"en": "/a/", "nb": "javascript:"}}]}},
        "site.menu[0].target.nb: Begin the address with / or https://",
    ),
    "two chairs": (
        {
            "people": [ANN, BO],
            "board": [
                {"person": "ann", "role": "chair", "from": "2024-01-01"},
                {"person": "bo", "role": "chair", "from": "2025-01-01"},
            ],
        },
        "board[1]: there is a chair already: overlaps board[0]",
    ),
    "two seats of one person": (
        {
            "people": [ANN],
            "board": [
                {"person": "ann", "role": "chair", "from": "2024-01-01", "to": "2025-01-02"},
                {"person": "ann", "role": "member", "from": "2025-01-01"},
            ],
        },
        'board[1]: "ann" sits on the board already: overlaps board[0]',
    ),
    "nobody to succeed": (
        {
            "people": [ANN, BO],
            "board": [{"person": "ann", "role": "chair", "from": "2024-01-01", "succeeds": "bo"}],
        },
        'board[0].succeeds: "bo" has no earlier board seat',
    ),
    "approval without its day": (
        {
            "people": [ANN],
            "statements": [{"key": "k", "person": "ann", "text": "T", "how": "by phone"}],
        },
        "statements[0].how: needs approved_on as well",
    ),
    "picture without alt text": (
        {"images": [{"key": "i", "file": "i.png"}]},
        "images[0].alt: missing; or say that the picture is decorative",
    ),
    "focal point outside": (
        {"images": [{"key": "i", "file": "i.png", "alt": "I", "focus": [0.5, 1.5]}]},
        "images[0].focus: expected two numbers from 0 to 1, from the left and from the top",
    ),
    "no such format": (
        {"format": 2, "members": [3]},
        "format: expected 1, the only format there is",
    ),
    "not JSON": (
        '{"format": 1,\n "members": [}',
        "content.json: not JSON at line 2, column 14: Expecting value",
    ),
    "not an object": ("[]", "content.json: not a content package: expected one JSON object"),
    "key twice": ('{"format": 1, "format": 1}', "format: named twice"),
    "cut off": (
        '{"format": 1, "members": [',
        "content.json: not JSON at line 1, column 27: Expecting value",
    ),
}


@pytest.mark.parametrize(("content", "line"), BAD.values(), ids=BAD.keys())
def test_error_is_listed_with_its_place(content, line, errors):
    found = errors(content, {"images/i.png": picture_bytes()})
    assert line in found


def test_errors_name_nothing_else(errors):
    content = {
        "members": [member(category="x"), member(slug="n", size="huge")],
        **block(type="spotlight"),
    }
    sizes = [
        "start-up",
        "small-medium",
        "large",
        "research",
        "public",
        "patient-organisation",
        "investor",
        "other",
    ]
    assert errors(content) == [
        "members[1].size: expected one of " + ", ".join(f'"{size}"' for size in ["", *sizes]),
        'members[0].category: no category "x"',
        "articles[0].blocks[1].member: missing",
    ]


def test_a_name_that_cannot_be_taken_is_one_error_not_many(errors):
    content = {
        "people": [{"slug": "news", "name": "N"}],
        "articles": [article(byline=["news"])],
    }
    assert len(errors(content)) == 1


def test_existing_records_need_nothing_but_their_name(errors):
    MemberFactory(slug="m")
    assert errors({"members": [{"slug": "m", "founded": 1}]}) == [
        "members[0].founded: expected a whole number from 1000 to 2200"
    ]
