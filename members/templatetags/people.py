"""People in templates."""

from datetime import timedelta

from django import template

register = template.Library()


@register.inclusion_tag("members/_portrait.html")
def portrait(person, *, sizes="12rem", lazy=True):
    """A person's portrait in the one crop, or the initials; the name stands beside it, so no alt."""
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
    """The last day of a period, as people speak of it."""
    return first_day_that_no_longer_counts - timedelta(days=1)
