"""What members answered and the office accepted, for articles that are drafted from it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from members.models import Member
from news.models import Article
from relations.models import AnswerDecision, Invitation, Occasion, UsedAnswer
from relations.proposals import find_accepted_answers, latest_sent_version

_FOR_ARTICLES = (Occasion.NEW_MEMBER, Occasion.INTERVIEW)


def fetch_new_answers(members: Sequence[Member], language: str) -> dict[int, list[AnswerDecision]]:
    """Return the accepted answers of each member that no published article was drafted with, by its key.

    Where a member answered in ``language``, only those; else all, to be translated in the draft.
    """
    invitations = Invitation.objects.filter(
        member__in=members, answered_at__isnull=False, question_set__occasion__in=_FOR_ARTICLES
    )
    by_language: dict[int, dict[bool, list[AnswerDecision]]] = defaultdict(
        lambda: {True: [], False: []}
    )
    for invitation in invitations.order_by("pk"):
        answers = by_language[invitation.member_id][invitation.language == language]
        answers += find_new_answers(invitation)
    result = defaultdict[int, list[AnswerDecision]](list)
    for key, answers in by_language.items():
        result[key] = answers[True] or answers[False]
    return result


def find_new_answers(invitation: Invitation) -> list[AnswerDecision]:
    """Return the accepted answers of an invitation that no published article was drafted with."""
    version = latest_sent_version(invitation)
    if version is None:
        return []
    accepted = find_accepted_answers(version)
    used = UsedAnswer.objects.filter(decision__in=accepted, article__editions__isnull=False)
    published = set(used.values_list("decision", flat=True))
    return [decision for decision in accepted if decision.pk not in published]


def record_used_answers(article: Article, decisions: Iterable[AnswerDecision]) -> None:
    """Keep which accepted answers an article was drafted with."""
    UsedAnswer.objects.bulk_create(
        UsedAnswer(article=article, decision=decision) for decision in decisions
    )
