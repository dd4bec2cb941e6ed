"""What a page says of itself in tabs, searches and other sites."""

from django.utils.text import Truncator

LONGEST = 160  # letters of a description that search engines show


def page_head(title: str, description: str = "") -> dict[str, str]:
    """Return the context of ``base.html`` for a page's own title and description.

    Without a description the site's tagline stands there.
    """
    words = " ".join(description.split())
    return {"page_title": title, "page_description": Truncator(words).chars(LONGEST)}


def listed(heading: str, names) -> str:
    """Return ``heading`` with the first of ``names`` after it, as a description."""
    names = ", ".join(str(name) for name in names[:12])
    return f"{heading}: {names}" if names else heading
