"""The title and description of a page for browser tabs, search engines and other sites."""

from collections.abc import Sequence

from django.utils.text import Truncator

LONGEST = 160  # letters of a description that search engines show


def page_head(title: str, description: str = "") -> dict[str, str]:
    """Return the context of ``base.html`` for a page's own title and description.

    Without a description the site's tagline is used.
    """
    words = " ".join(description.split())
    return {"page_title": title, "page_description": Truncator(words).chars(LONGEST)}


def describe_list(heading: str, names: Sequence[object]) -> str:
    """Return ``heading`` followed by the first of ``names``, as a description."""
    names = ", ".join(str(name) for name in names[:12])
    return f"{heading}: {names}" if names else heading
