"""Content packages for tests: one that uses every key, and many articles at once."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import picture_bytes

PDF = b"%PDF-1.4\n%%EOF\n"


def write_package(folder: Path, content, files: dict[str, bytes] | None = None) -> Path:
    """A package as a folder; ``files`` by their path in it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / "content.json").write_text(text, encoding="utf-8")
    for name, data in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zipped(folder: Path, target: Path, front: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, front + str(path.relative_to(folder)))
    return target


def a_zip_file() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "a")
    return buffer.getvalue()


def everything() -> tuple[dict, dict[str, bytes]]:
    """A package that names every key of the format and every type of block, and its files."""
    files = {
        "images/harbour.png": picture_bytes(colour="navy"),
        "images/logo.png": picture_bytes(colour="teal"),
        "images/face.jpg": picture_bytes(colour="pink", form="JPEG"),
        "files/report.pdf": PDF,
        "files/numbers/table.xlsx": a_zip_file(),
    }
    both = {"en": "Kelp & krill", "nb": "Tare og krill"}
    content = {
        "format": 1,
        "site": {
            "name": {"en": "Cold Coast", "nb": "Kaldkyst"},
            "tagline": "Life from cold water",
            "language": "en",
            "leads": [
                {"language": "en", "slug": "meet-kelp"},
                {"language": "nb", "slug": "mot-tare"},
            ],
            "menu": [
                {
                    "label": "Elsewhere",
                    "target": "https://example.org/",
                    "place": "footer",
                    "order": 0,
                },
                {
                    "label": {"en": "About", "nb": "Om oss"},
                    "target": {"en": "/about/", "nb": "/nb/om-oss/"},
                    "place": "header",
                    "order": 1,
                },
            ],
        },
        "categories": [
            {"slug": "start-ups", "name": {"en": "Start-ups", "nb": "Oppstart"}, "order": 2},
            {"slug": "investors", "name": "Investors", "order": 1},
        ],
        "images": [
            {
                "key": "harbour",
                "file": "harbour.png",
                "alt": {"en": "A harbour", "nb": "En havn"},
                "caption": "The harbour at dawn",
                "credit": "Photo: Ida Berg",
                "focus": [0.25, 1],
                "consent": {"note": "Signed form", "until": "2030-01-31"},
            },
            {"key": "logo", "file": "images/logo.png", "decorative": True},
            {"key": "face", "file": "face.jpg", "alt": "A face"},
        ],
        "members": [
            {
                "slug": "kelp-energy",
                "name": {"en": "Kelp Energy", "nb": "Tarekraft"},
                "category": "start-ups",
                "size": "start-up",
                "summary": both,
                "description": {
                    "en": '<p>See <a href="record:member/krill-capital">Krill</a>, '
                    '<a href="record:person/ann-tang">Ann</a> and '
                    '<a href="record:article/meet-kelp">the news</a>.</p>',
                    "nb": '<p>Se <a href="record:article/mot-tare">nytt</a> blant '
                    '<a href="record:count/members">[antall medlemmer]</a>.</p>',
                },
                "website": "https://example.org/kelp",
                "linkedin": "https://www.linkedin.com/company/kelp",
                "ticker": {"exchange": "Oslo", "symbol": "KELP"},
                "city": "Tromsø",
                "country": "NO",
                "places": [
                    {"label": "Pilot plant", "city": "Bodø", "country": "NO"},
                    {"city": "Oslo"},
                ],
                "founded": 2011,
                "confirmed_on": "2025-11-03",
                "focus": ["Kelp", {"en": "Blue carbon", "nb": "Blått karbon"}],
                "logo": "logo",
                "contact": {"name": "Bo", "email": "bo@example.org"},
                "memberships": [
                    {"from": "2015-01-01", "to": "2018-01-01"},
                    {
                        "from": "2020-01-01",
                        "to": "2099-01-01",
                        "public_from": "2020-02-01T08:00:00+01:00",
                        "end_public_from": None,
                    },
                ],
                "former_names": [
                    {"name": "Seaweed AS", "slug": "seaweed"},
                    {"name": "Weed AS", "slug": "weed", "until": "2019-03-01"},
                ],
            },
            {
                "slug": "krill-capital",
                "name": "Krill Capital",
                "category": "investors",
                "size": "",
                "focus": ["kelp"],
                "memberships": [{"from": "2021-06-01", "to": None}],
            },
        ],
        "people": [
            {
                "slug": "ann-tang",
                "name": "Ann Tang",
                "title": {"en": "Chair", "nb": "Styreleder"},
                "affiliation": "kelp-energy",
                "portrait": "face",
                "biography": '<p>Grew up at <a href="https://example.org">sea</a>.</p>',
                "email": "ann@example.org",
                "phone": "+47 22 00 00 00",
                "former_names": [
                    {"name": "Ann Sjø", "slug": "ann-sjo", "until": "2018-06-01"},
                ],
                "public_from": "2019-05-01T12:00:00+02:00",
            },
            {
                "slug": "bo-krill",
                "name": "Bo Krill",
                "title": "Partner",
                "affiliation": "krill-capital",
            },
            {"slug": "cy-new", "name": "Cy New"},
        ],
        "board": [
            {"person": "ann-tang", "role": "chair", "from": "2019-05-01", "to": "2024-05-01"},
            {
                "person": "bo-krill",
                "role": "chair",
                "from": "2024-05-01",
                "to": "2090-05-01",
                "succeeds": "ann-tang",
            },
            {"person": "cy-new", "role": "member", "from": "2024-05-01", "to": None},
        ],
        "statements": [
            {
                "key": "why-join",
                "member": "kelp-energy",
                "person": "ann-tang",
                "person_title": "Founder",
                "organisation": "Seaweed AS",
                "question": "Why did you join?",
                "text": "Because of the kelp",
                "approved_on": "2024-04-01",
                "approved_by": "Ann Tang",
                "how": "by e-mail",
            },
            {"key": "invest", "person": "bo-krill", "text": "We invest in krill"},
        ],
        "articles": [
            {
                "slug": "meet-kelp",
                "language": "en",
                "section": "member-news",
                "title": "Meet Kelp Energy",
                "standfirst": "They grow kelp.",
                "hero": "harbour",
                "byline": ["bo-krill", "ann-tang"],
                "tags": ["New members", {"nb": "Tare", "en": "Kelp"}],
                "publish_at": "2024-04-02T09:00:00+02:00",
                "expire_at": "2090-01-01T00:00:00+01:00",
                "owner": "nobody@example.org",
                "related": ["a-new-chair", {"language": "nb", "slug": "mot-tare"}],
                "blocks": [
                    {
                        "type": "prose",
                        "html": '<h2>Kelp</h2><p>By <a href="record:person/ann-tang">Ann</a>, '
                        '<a href="record:article/a-new-chair">chair</a>, '
                        '<a href="record:article/nb:mot-tare">in Norwegian</a>.</p>',
                    },
                    {
                        "type": "member_list",
                        "members": ["krill-capital", "kelp-energy"],
                        "note": "New",
                    },
                    {
                        "type": "spotlight",
                        "member": "kelp-energy",
                        "html": "<p>They <strong>grow</strong>, all "
                        '<a href="record:count/members">[number of members]</a> of them.</p>',
                        "statement": "why-join",
                        "link": "https://example.org/story",
                    },
                    {"type": "quote", "statement": "why-join"},
                    {"type": "quote", "text": "It grows", "person": "bo-krill"},
                    {"type": "quote", "text": "It sings", "attribution": "A diver"},
                    {"type": "picture", "image": "harbour", "caption": "At dawn"},
                    {"type": "gallery", "images": ["face", "harbour"]},
                    {
                        "type": "table",
                        "caption": "Tonnes",
                        "header": ["Year", "Kelp"],
                        "rows": [["2023", "4"], ["2024", "9"]],
                    },
                    {"type": "download", "file": "report.pdf", "title": "The report"},
                    {"type": "download", "file": "files/numbers/table.xlsx", "title": "Numbers"},
                    {
                        "type": "video",
                        "url": "https://example.org/video",
                        "title": "Kelp, the film",
                        "poster": "harbour",
                        "transcript": "Kelp.",
                    },
                ],
            },
            {
                "slug": "mot-tare",
                "language": "nb",
                "section": "member-news",
                "title": "Møt Tarekraft",
                "standfirst": "De dyrker tare.",
                "publish_at": "2024-04-02T09:00:00+02:00",
                "translation_of": {"language": "en", "slug": "meet-kelp"},
            },
            {
                "slug": "a-new-chair",
                "section": "board",
                "title": "A new chair",
                "standfirst": "Bo Krill chairs the board.",
                "publish_at": "2024-04-20T09:00:00+02:00",
                "announces": [
                    {"person": "bo-krill", "role": "chair", "from": "2024-05-01"},
                    {"person": "ann-tang", "role": "chair", "from": "2019-05-01", "ends": True},
                ],
                "corrections": [
                    {"at": "2024-04-21T10:00:00.250000+02:00", "text": "His name is Krill."}
                ],
            },
            {
                "slug": "cy-joins",
                "section": "board",
                "title": "Cy joins",
                "standfirst": "Soon.",
                "announces": [{"person": "cy-new", "role": "member", "from": "2024-05-01"}],
                "blocks": [{"type": "prose", "html": ""}],
            },
            {
                "slug": "over",
                "section": "news",
                "title": "Over",
                "standfirst": "Gone.",
                "publish_at": "2022-01-01T00:00:00+01:00",
                "expire_at": "2022-02-01T00:00:00+01:00",
            },
            {
                "slug": "later",
                "section": "news",
                "title": "Later",
                "standfirst": "Not yet.",
                "publish_at": "2095-01-01T00:00:00+01:00",
            },
            {
                "slug": "about",
                "section": "page",
                "title": "About",
                "publish_at": "2020-01-01T00:00:00+01:00",
            },
        ],
    }
    return content, files


def many_articles(path: Path, count: int) -> Path:
    """A package of ``count`` articles with four blocks, tags and byline each, as one JSON file."""
    people = [{"slug": f"writer-{n}", "name": f"Writer {n}"} for n in range(20)]
    members = [
        {"slug": f"member-{n}", "name": f"Member {n}", "memberships": [{"from": "2020-01-01"}]}
        for n in range(100)
    ]
    paragraph = "<p>Kelp – “the forest of the sea” – grows half a metre a day, and so do we.</p>"
    with path.open("w", encoding="utf-8") as file:
        head = {"format": 1, "people": people, "members": members}
        file.write(json.dumps(head)[:-1] + ', "articles": [')
        for n in range(count):
            article = {
                "slug": f"kelp-report-{n}",
                "title": f"Kelp report {n}",
                "standfirst": "How the kelp is doing this week.",
                "byline": [f"writer-{n % 20}"],
                "tags": [f"Topic {n % 50}", f"Place {n % 31}"],
                "publish_at": f"{2015 + n % 10}-03-{1 + n % 28:02}T09:00:00+01:00",
                "related": [f"kelp-report-{(n + 7) % count}"] if count > 7 else [],
                "blocks": [
                    {"type": "prose", "html": paragraph * 8},
                    {
                        "type": "member_list",
                        "members": [f"member-{n % 100}", f"member-{(n + 1) % 100}"],
                    },
                    {
                        "type": "spotlight",
                        "member": f"member-{n % 100}",
                        "html": f'{paragraph}<p><a href="record:member/member-{n % 100}">More</a></p>',
                    },
                    {"type": "quote", "text": "It grows", "person": f"writer-{n % 20}"},
                ],
            }
            file.write((",\n" if n else "\n") + json.dumps(article, ensure_ascii=False))
        file.write("]}")
    return path


def content_rows():
    labels = ("news", "members", "images", "cluster_site")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return sum(model.objects.count() for model in models)


def errors_of(path):
    """The lines that importing ``path`` prints; nothing else has changed."""
    before = content_rows()
    with pytest.raises(CommandError) as refused:
        call_command("import_content", path)
    assert refused.value.returncode == 1
    assert content_rows() == before
    *lines, last = str(refused.value).splitlines()
    assert last.startswith("Nothing was imported")
    return lines
