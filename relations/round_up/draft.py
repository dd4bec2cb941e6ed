"""Draft a welcome article of the members chosen, in one step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_records, wait_for_named_lock
from core.unique import save_with_free_value
from desk.accounts.leaving import get_open_account
from desk.activity.log import log_activity
from desk.history.recording import record_revision
from members.models import Member, Statement
from news.blocks.member_list import ListedMember, MemberList
from news.blocks.registry import get_content_class
from news.content.addresses import make_free_article_slug
from news.models import AnnouncedMembership, Article, Edition, Section
from relations.models import RoundUp, WelcomePattern
from relations.round_up.answers import fetch_new_answers, record_used_answers
from relations.round_up.joinings import Joining
from relations.round_up.plans import Newcomer, RoundUpPlan, plan_round_up
from relations.round_up.welcomes import fetch_open_drafts, fetch_welcomes, is_welcomed

PERMISSION = "news.add_article"


class RoundUpError(ValidationError):
    """A welcome article that can't be drafted as asked."""


@transaction.atomic
def draft_round_up(
    *,
    joinings: Sequence[Joining],
    pattern: WelcomePattern,
    cluster: str,
    language: str,
    by: User,
) -> Article:
    """Create the draft that welcomes the members of ``joinings``, in that order.

    What is not known of them before an announcement becomes known with it. Raises RoundUpError if
    there is nobody to welcome, or a colleague has welcomed one of them a moment before.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied(f"drafting a welcome article needs {PERMISSION}")
    if not joinings:
        raise RoundUpError(_("Choose whom to welcome."), code="nobody")
    wait_for_named_lock("relations.round_up")
    keys = [joining.member.pk for joining in joinings]
    locked = lock_records({Member: keys})
    members = [locked.get(Member, key) for key in keys]
    _check_not_welcomed(joinings)
    statements = fetch_new_statements(members)
    answers = fetch_new_answers(members, language)
    plan = plan_round_up(
        [
            Newcomer(member, statements[member.pk], [answer.text for answer in answers[member.pk]])
            for member in members
        ],
        pattern=pattern,
        cluster=cluster,
        language=language,
    )
    article = _write(plan, language, by)
    RoundUp.objects.create(article=article)
    record_used_answers(article, chain.from_iterable(answers.values()))
    AnnouncedMembership.objects.bulk_create(
        AnnouncedMembership(article=article, membership=membership)
        for joining in joinings
        for membership in joining.memberships
        if membership.public_from is None  # others have a day of their own
    )
    record_revision(article, by=by)
    log_activity("round-up-drafted", by=by, record=article, number=len(members))
    return article


def fetch_new_statements(members: Iterable[Member]) -> dict[int, list[Statement]]:
    """Return the statements for each member that no edition quotes yet, the oldest first, by its key."""
    keys = [member.pk for member in members]
    editions = Edition.objects.issued().filter(editionmembers__member__in=keys).distinct()
    quoted = {
        get_content_class(block).statement_key(block)
        for blocks in editions.values_list("blocks", flat=True)
        for block in blocks
    }
    statements: dict[int, list[Statement]] = defaultdict(list)
    rows = Statement.objects.filter(member__in=keys).select_related("person").order_by("pk")
    for statement in rows:
        if statement.pk not in quoted and statement.member_id is not None:
            statements[statement.member_id].append(statement)
    return statements


def _check_not_welcomed(joinings: Iterable[Joining]) -> None:
    joinings = list(joinings)
    welcomes = fetch_welcomes([joining.member.pk for joining in joinings])
    drafts = fetch_open_drafts()
    for joining in joinings:
        draft = drafts.get(joining.member.pk)
        if draft is not None:
            message = _("%(name)s is in the draft “%(title)s” already.")
            details = {"name": joining.member.name, "title": draft.title}
            raise RoundUpError(message % details, code="in-draft")
        if is_welcomed(joining, welcomes):
            message = _("%(name)s has been welcomed already.")
            raise RoundUpError(message % {"name": joining.member.name}, code="welcomed")


def _write(plan: RoundUpPlan, language: str, by: User) -> Article:
    article = Article(
        section=Section.MEMBER_NEWS,
        language=language,
        title=plan.title,
        standfirst=plan.standfirst,
        owner=get_open_account(by),
    )
    save_with_free_value(article, "slug", lambda: make_free_article_slug(plan.title, language))
    for place, block in enumerate(plan.blocks):
        block.parent, block.region, block.ordering = article, "main", (place + 1) * 10
        block.save()
        if isinstance(block, MemberList):
            ListedMember.objects.bulk_create(
                ListedMember(block=block, member=member, position=position)
                for position, member in enumerate(plan.members)
            )
    return article
