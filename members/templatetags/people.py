"""People in templates."""

from datetime import timedelta

from django import template

register = template.Library()


@register.inclusion_tag("members/_portrait.html")
def portrait(person, *, sizes="12rem", lazy=True):
    """Render a person's portrait, or initials; without alt text, since the name stands beside it."""
    words = person.name.split()
    return {
        "person": person,
        "sizes": sizes,
        "lazy": lazy,
        "initials": "".join(
            word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
        ),
    }


@register.filter
def last_day(first_day_that_no_longer_counts):
    """Return the last day, inclusive, of a period."""
    return first_day_that_no_longer_counts - timedelta(days=1)
