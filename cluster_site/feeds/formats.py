"""The formats of feeds, by the ending of their addresses: RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

import json
from io import StringIO

from django.utils import feedgenerator
from django.utils.feedgenerator import rfc3339_date

from cluster_site.feeds.entries import Entry, FeedContent

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


class _FixedUpdate:
    """A feed's own time of its last change, where Django's would be that of the request."""

    def latest_post_date(self):
        return self.feed["updated"]


class _Rss(_FixedUpdate, feedgenerator.Rss201rev2Feed):
    """RSS with the full text, several creators and the language of each entry."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:content": _CONTENT, "xmlns:dc": _DUBLIN_CORE}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for author in entry.authors:
            handler.addQuickElement("dc:creator", author.name)
        handler.addQuickElement("dc:language", entry.language)
        handler.addQuickElement("content:encoded", entry.html)


class _Atom(_FixedUpdate, feedgenerator.Atom1Feed):
    """Atom with the full text, the authors' pages and the names of categories."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("icon", self.feed["icon"])

    def item_attributes(self, item):
        return {"xml:lang": item["entry"].language}

    def add_item_elements(self, handler, item):
        entry: Entry = item["entry"]
        handler.addQuickElement("title", entry.title)
        handler.addQuickElement(
            "link", "", {"rel": "alternate", "type": "text/html", "href": entry.url}
        )
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("published", rfc3339_date(entry.published))
        handler.addQuickElement("updated", rfc3339_date(entry.updated))
        for author in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", author.name)
            handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        for category in entry.categories:
            handler.addQuickElement("category", "", {"term": category.key, "label": category.name})
        if entry.picture:
            handler.addQuickElement(
                "link",
                "",
                {
                    "rel": "enclosure",
                    "href": entry.picture.url,
                    "length": str(entry.picture.length),
                    "type": entry.picture.type,
                },
            )
        if entry.summary:
            handler.addQuickElement("summary", entry.summary)
        handler.addQuickElement("content", entry.html, {"type": "html"})


def _write_xml(generator: type[feedgenerator.SyndicationFeed], feed: FeedContent) -> str:
    document = generator(
        title=feed.title,
        link=feed.page_url,
        description=feed.description,
        subtitle=feed.description,
        language=feed.language,
        author_name=feed.author.name,
        author_link=feed.author.url,
        feed_url=feed.url,
        feed_guid=feed.url,
        updated=feed.updated,
        icon=feed.icon_url,
    )
    for entry in feed.entries:
        picture = entry.picture
        enclosure = picture and feedgenerator.Enclosure(
            picture.url, str(picture.length), picture.type
        )
        document.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.summary,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[category.name for category in entry.categories],
            enclosures=[enclosure] if enclosure else [],
            entry=entry,
        )
    text = StringIO()
    document.write(text, "utf-8")
    return text.getvalue()


def write_rss(feed: FeedContent) -> str:
    """Return the feed as RSS 2.0."""
    return _write_xml(_Rss, feed)


def write_atom(feed: FeedContent) -> str:
    """Return the feed as Atom 1.0."""
    return _write_xml(_Atom, feed)


def write_json(feed: FeedContent) -> str:
    """Return the feed as JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "icon": feed.icon_url,
        "language": feed.language,
        "authors": [_json_author(feed.author)],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False)


def _json_author(author) -> dict:
    return {"name": author.name, "url": author.url}


def _json_item(entry: Entry) -> dict:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "authors": [_json_author(author) for author in entry.authors],
        "tags": [category.name for category in entry.categories],
        "language": entry.language,
    }
    if entry.summary:
        item["summary"] = entry.summary
    if picture := entry.picture:
        item["image"] = picture.url
        size = {"size_in_bytes": picture.length} if picture.length else {}
        item["attachments"] = [{"url": picture.url, "mime_type": picture.type, **size}]
    return item


# ending -> what writes the feed, and the content type
FORMATS = {
    "rss": (write_rss, "application/rss+xml; charset=utf-8"),
    "atom": (write_atom, "application/atom+xml; charset=utf-8"),
    "json": (write_json, "application/feed+json; charset=utf-8"),
}
