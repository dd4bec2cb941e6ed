"""Who is found: the memberships of the day that the words leave, and what each facet asks of a member."""

from django.db.models import Q

from core.searchtext import spellings
from members.directory.asked import Asked
from members.models import FocusArea, FormerName, Member, Membership
from members.querysets import MembershipQuerySet


def held(asked: Asked, at, *, forgiving: bool = False) -> MembershipQuerySet:
    """Memberships of the day with everything but the facets applied."""
    memberships = Membership.objects.on(asked.day, at=at)
    for word in asked.words:
        memberships = memberships.filter(member__in=_named(spellings(word, forgiving=forgiving)))
    if asked.since:
        memberships = memberships.filter(first_day__year__gte=asked.since)
    return memberships


def _named(words):
    """Members with one of ``words`` in a name, a former name, the summary, the city or a focus area.

    A union, because each part has an index of its own; with OR none would be used.
    """
    former = FormerName.objects.order_by().filter(searched__spelled=words)
    focus = FocusArea.objects.filter(searched__spelled=words)
    through = Member.focus.through.objects.filter(focusarea__in=focus)
    own = Member.objects.order_by().filter(searched__spelled=words)
    return own.values("pk").union(former.values("member"), through.values("member"))


def rules_of(asked: Asked) -> dict[str, Q]:
    """What each facet of which something is chosen asks of a member."""
    rules = {
        "category": Q(category=asked.category and asked.category.pk),
        "focus": Q(pk__in=of_focus(asked)),
        "city": Q(city=asked.city),
        "size": Q(size=asked.size),
    }
    return {facet: rule for facet, rule in rules.items() if getattr(asked, facet)}


def of_focus(asked: Asked):
    """The members of the chosen focus area, as the ``member`` of each."""
    return Member.focus.through.objects.filter(focusarea=asked.focus and asked.focus.pk).values(
        "member"
    )
