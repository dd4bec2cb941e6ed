"""What a welcome article lacks, marked in its draft with the page where each is mended."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.toolkit.object_links import ToolLink
from news.admin.problem_pages import register_problem_page
from news.content.snapshot import Snapshot
from news.publishing.checks import WARNING, Lookups, Problem, register_check
from relations.models import Invitation, RoundUp

_NO_LOGO, _NO_TEXT, _NO_QUOTE = "welcome-no-logo", "welcome-no-text", "welcome-no-quote"
_NO_ANSWER = "welcome-no-answer"
# the part of the member's form where it is mended
_ANCHORS = {_NO_LOGO: "id_logo", _NO_TEXT: "id_summary_en"}


@register_check
def check_portraits(snapshot: Snapshot, lookups: Lookups) -> Iterator[Problem]:
    """Yield what the portraits in a welcome article lack."""
    blocks = [
        (place, block, lookups.members.get(block["member"]))
        for place, block in enumerate(snapshot.blocks)
        if block["type"] == "spotlight" and block["member"]
    ]
    group = snapshot.translation_group
    if not blocks or not RoundUp.objects.filter(article__translation_group=group).exists():
        return
    invited = Invitation.objects.waiting().filter(
        member__in=[block["member"] for _p, block, _m in blocks]
    )
    waiting = set(invited.values_list("member", flat=True))
    for place, block, member in blocks:
        if member is None:
            continue
        messages = []
        if member.pk in waiting:
            messages.append((_NO_ANSWER, "member", _("%(name)s has not answered yet.")))
        if member.logo_id is None:
            messages.append((_NO_LOGO, "member", _("%(name)s has no logo.")))
        if not block["html"]:
            messages.append((_NO_TEXT, "html", _("The portrait of %(name)s has no text.")))
        if not block["statement"]:
            messages.append((_NO_QUOTE, "statement", _("The portrait of %(name)s has no quote.")))
        for code, part, message in messages:
            words = message % {"name": member.name}
            yield Problem(WARNING, code, f"blocks[{place}].{part}", words, record=member.pk)


@register_problem_page(_NO_LOGO, _NO_TEXT)
def member_page(request, article, problem: Problem) -> ToolLink | None:
    """Return the link to the part of the member's form that is empty."""
    if not request.user.has_perm("members.change_member"):
        return None
    page = reverse("admin:members_member_change", args=[problem.record])
    return ToolLink(_("Fill it in"), f"{page}#{_ANCHORS[problem.code]}")


@register_problem_page(_NO_ANSWER)
def invitation_page(request, article, problem: Problem) -> ToolLink | None:
    """Return the link to the invitation that waits for an answer, which can be sent again."""
    if not request.user.has_perm("relations.view_invitation"):
        return None
    invitation = Invitation.objects.waiting().filter(member=problem.record).first()
    if invitation is None:
        return None
    page = reverse("admin:relations_invitation_change", args=[invitation.pk])
    return ToolLink(_("Remind it"), page)


@register_problem_page(_NO_QUOTE)
def new_quote_page(request, article, problem: Problem) -> ToolLink | None:
    """Return the link to the form of a new quote for the member."""
    if not request.user.has_perm("members.add_statement"):
        return None
    query = urlencode({"member": problem.record})
    return ToolLink(_("Add a quote"), f"{reverse('admin:members_statement_add')}?{query}")
