"""The page "Draft the welcome article": whom to welcome, in which order, language and words."""

from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms import DayFormField
from core.markup import remove_tags
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.toolkit.admin_pages import AdminPage
from relations.models import WelcomePattern
from relations.round_up.draft import PERMISSION, RoundUpError, draft_round_up
from relations.round_up.proposals import (
    WelcomeCandidate,
    count_members_to_welcome,
    find_overlooked,
    find_proposals,
    first_day_proposed,
)


class PatternField(forms.ModelChoiceField):
    """Field for a pattern, with its opening beside its name."""

    def label_from_instance(self, pattern):
        return f"{pattern.name}: {Truncator(remove_tags(pattern.opening)).chars(120)}"


class RoundUpForm(forms.Form):
    """Form for the language and the pattern of a welcome article, and whom it welcomes."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    pattern = PatternField(
        WelcomePattern.objects.all(),
        label=gettext_lazy("Opening paragraph"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, proposals: list[WelcomeCandidate], *args, **kwargs):
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        self.proposals = proposals
        for number, proposal in enumerate(proposals, start=1):
            key = proposal.joining.member.pk
            self.fields[f"chosen-{key}"] = forms.BooleanField(
                required=False,
                initial=proposal.draft is None,
                disabled=proposal.draft is not None,
                label=proposal.joining.member.name,
            )
            self.fields[f"place-{key}"] = forms.IntegerField(
                initial=number,
                label=_("Place of %(name)s") % {"name": proposal.joining.member.name},
                widget=forms.NumberInput(attrs={"min": 1}),
            )

    @property
    def rows(self):
        """The fields of each proposal, with the proposal and what it lacks."""
        for proposal in self.proposals:
            key = proposal.joining.member.pk
            fields = self[f"chosen-{key}"], self[f"place-{key}"]
            yield proposal, *fields, describe_missing(proposal)

    @property
    def joinings(self):
        """The joinings that were chosen, in the order of their places."""
        chosen = [
            (self.cleaned_data[f"place-{pk}"], number, proposal.joining)
            for number, proposal in enumerate(self.proposals)
            if self.cleaned_data[f"chosen-{(pk := proposal.joining.member.pk)}"]
        ]
        return [joining for _place, _number, joining in sorted(chosen, key=lambda row: row[:2])]


class SinceForm(forms.Form):
    """Form for the first day on which those who are proposed joined."""

    since = DayFormField(label=gettext_lazy("Joined since"))


def round_up_view(site, request):
    """Propose whom to welcome; a POST drafts the article and goes on to its form."""
    today = request.moment.day
    since = _read_since(request.GET.get("since"), first_day_proposed(today))
    proposals = find_proposals(today=today, since=since)
    first = WelcomePattern.objects.first()
    posted = request.POST if request.method == "POST" else None
    initial = {"language": request.site.language, "pattern": first and first.pk}
    form = RoundUpForm(proposals, posted, initial=initial)
    if posted is not None and form.is_valid():
        try:
            article = _draft(request, form)
        except RoundUpError as refusal:
            form.add_error(None, refusal)
        else:
            words = _("This is the draft of the welcome article. Its checks say what is missing.")
            messages.success(request, words)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
    context = {
        **site.each_context(request),
        "title": PAGE.title,
        "form": form,
        "since_form": SinceForm(initial={"since": since}, label_suffix=""),
        "overlooked": find_overlooked(before=since, today=today),
        "patterns": reverse("admin:relations_welcomepattern_changelist"),
    }
    return TemplateResponse(request, "relations/admin/round_up.html", context)


PAGE = AdminPage(
    "members", "welcome", gettext_lazy("Draft the welcome article"), PERMISSION, round_up_view
)


def describe_missing(proposal: WelcomeCandidate) -> list[str]:
    """Return what a member lacks for its portrait, in a few words each."""
    member, statements = proposal.joining.member, proposal.statements
    unapproved = [statement for statement in statements if not statement.is_approved]
    lacks = (
        (proposal.is_invited, _("no answer yet")),
        (member.logo_id is None, _("no logo")),
        (not (member.description or member.summary), _("no text")),
        (not statements, _("no quote")),
        (bool(unapproved), _("a quote is not approved")),
    )
    return [words for is_missing, words in lacks if is_missing]


def _draft(request, form: RoundUpForm):
    return draft_round_up(
        joinings=form.joinings,
        pattern=form.cleaned_data["pattern"],
        cluster=request.site.name,
        language=form.cleaned_data["language"],
        by=request.user,
    )


def _read_since(text: str | None, default: date) -> date:
    form = SinceForm({"since": text})
    return form.cleaned_data["since"] if text and form.is_valid() else default


@register_attention_source
def find_members_to_welcome(request):
    """Yield the number of new members that no welcome article names yet."""
    if not request.user.has_perm(PERMISSION):
        return
    if number := count_members_to_welcome(request.moment.day):
        words = ngettext(
            "%(number)s new member to welcome: draft the article",
            "%(number)s new members to welcome: draft the article",
            number,
        )
        yield PanelRow(words % {"number": number}, reverse("admin:members-welcome"))
