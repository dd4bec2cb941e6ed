"""The search of the directory: filter memberships of a day by words and by the chosen facets."""

from django.db.models import Q

from core.record_search import keys_with_words
from core.searchtext import query_spellings
from members.directory.query import DirectoryQuery
from members.models import FocusArea, FormerName, Member, Membership
from members.period_querysets import MembershipQuerySet


def filter_memberships(asked: DirectoryQuery, at, *, forgiving: bool = False) -> MembershipQuerySet:
    """Return the memberships of the day with the search applied, without the facets.

    That is what the columns contain, and what the site's search finds of members besides.
    """
    memberships = Membership.objects.on(asked.day, at=at)
    if asked.words:
        contains = Q()
        for word in asked.words:
            contains &= Q(
                member__in=_members_with_words(query_spellings(word, forgiving=forgiving))
            )
        # what is misspelt the columns alone forgive
        indexed = [] if forgiving else keys_with_words(Member, asked.words, at=at)
        for keys in indexed:
            contains |= Q(member__in=keys)
        memberships = memberships.filter(contains)
    if asked.since:
        # of several joinings before the day the last one counts
        joined = Membership.objects.joinings(at).filter(first_day__lte=asked.day)
        joined = joined.filter(first_day__year__gte=asked.since)
        memberships = memberships.filter(member__in=joined.values("member"))
    return memberships


def _members_with_words(words):
    """Return members with one of ``words`` in a name, a former name, the summary, the city or a focus area.

    A union, because each part has an index of its own; with OR none would be used.
    """
    former = FormerName.objects.order_by().filter(searched__spelled=words)
    focus = FocusArea.objects.filter(searched__spelled=words)
    through = Member.focus.through.objects.filter(focusarea__in=focus)
    own = Member.objects.order_by().filter(searched__spelled=words)
    return own.values("pk").union(former.values("member"), through.values("member"))


def facet_columns(asked: DirectoryQuery) -> dict[str, str | int]:
    """Return the selected facet values that are columns of a member, by column name."""
    chosen = {
        "category_id": asked.category and asked.category.pk,
        "city": asked.city,
        "size": asked.size and asked.size.value,
    }
    return {column: value for column, value in chosen.items() if value}


def members_with_focus(asked: DirectoryQuery):
    """Return the members of the selected focus area, as rows with ``member``."""
    return Member.focus.through.objects.filter(focusarea=asked.focus.pk).values("member")
