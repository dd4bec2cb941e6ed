"""The notes to members named in a welcome article: the page that sends them, and the list of those sent."""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.moment import format_moment
from core.structured import absolute_url
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.models import OutgoingMail
from desk.records.view_only import ViewOnlyAdmin
from desk.toolkit.object_links import ToolLink, register_tool_source
from news.models import Article, Edition
from news.public.sharing import find_share_image
from relations.models import MemberNote, RoundUp
from relations.round_up.notes import choose_language, fetch_live_editions, find_notes, send_note

PERMISSION = "members.change_member"
_LATELY = timedelta(days=30)


class NotesForm(forms.Form):
    """Form for which of the notes are sent, and in which language each is."""

    def __init__(self, notes, editions: dict[str, Edition], *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.notes = notes
        choices = [(code, edition.get_language_display()) for code, edition in editions.items()]
        for note in notes:
            if not note.can_be_sent:
                continue
            name, key = note.member.name, note.member.pk
            self.fields[f"send-{key}"] = forms.BooleanField(
                required=False, initial=True, label=name
            )
            self.fields[f"language-{key}"] = forms.ChoiceField(
                choices=choices,
                initial=choose_language(note.member, editions),
                label=_("Language for %(name)s") % {"name": name},
            )

    @property
    def rows(self):
        """The notes, each with its two fields if it can be sent, and what became of an earlier one."""
        for note in self.notes:
            key = note.member.pk
            fields = (self[f"send-{key}"], self[f"language-{key}"]) if note.can_be_sent else None
            yield note, fields, note.note and describe_note_state(note.note)

    @property
    def chosen(self):
        """The members to write to, each with the language."""
        values = self.cleaned_data
        for note in self.notes:
            if values.get(f"send-{note.member.pk}"):
                yield note.member, values[f"language-{note.member.pk}"]


@admin.register(MemberNote)
class MemberNoteAdmin(ViewOnlyAdmin):
    """The notes that were sent."""

    list_display = ("member", "email", "article", "when", "standing", "sent_by")
    list_select_related = ("member", "article", "sent_by", "mail")
    search_fields = ("member__name_en", "member__name_nb", "email")
    date_hierarchy = "sent_at"
    fields = readonly_fields = list_display

    @admin.display(description=gettext_lazy("sent"), ordering="sent_at")
    def when(self, note):
        return format_moment(localtime(note.sent_at))

    @admin.display(description=gettext_lazy("state"))
    def standing(self, note):
        return format_html('<span class="state state-{}">{}</span>', *describe_note_state(note))

    def get_urls(self):
        view = self.admin_site.admin_view(partial(notes_view, self))
        return [
            path("to-members/<int:pk>/", view, name="relations_membernote_send"),
            *super().get_urls(),
        ]


def describe_note_state(note: MemberNote) -> tuple[str, str]:
    """Return a status mark and words for what became of a note."""
    if note.failure:
        return "missing", _("not sent: %(reason)s") % {"reason": note.failure}
    if note.is_waiting:
        return "scheduled", OutgoingMail.State.WAITING.label
    return "live", _("sent %(time)s") % {"time": format_moment(localtime(note.sent_at))}


def notes_view(model_admin, request, pk: int):
    """Show whom a live welcome article names, with a note ready for each; a POST sends those ticked."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk, round_up__isnull=False)
    editions = fetch_live_editions(article, request.moment.at)
    posted = request.POST if request.method == "POST" else None
    form = NotesForm(find_notes(article, editions.values()), editions, posted)
    if posted is not None and form.is_valid():
        _send(request, article, editions, form)
        return HttpResponseRedirect(request.path)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Write to the members named"),
        "subtitle": article.title,
        "opts": model_admin.opts,
        "list_name": model_admin.opts.verbose_name_plural.capitalize(),
        "list_page": reverse("admin:relations_membernote_changelist"),
        "change_page": reverse("admin:news_article_change", args=[article.pk]),
        "form": form,
    }
    return TemplateResponse(request, "relations/admin/member_notes.html", context)


def _send(request, article: Article, editions: dict[str, Edition], form: NotesForm) -> None:
    number = 0
    for member, language in form.chosen:
        edition = editions[language]
        picture = find_share_image(edition, edition.hero, request.site)
        context = {
            "edition": edition,
            "link": absolute_url(request, edition.get_absolute_url()),
            "picture": absolute_url(request, picture.url) if picture else "",
            "cluster": request.site.name,
        }
        number += send_note(
            article=article, member=member, language=language, context=context, by=request.user
        )
    words = ngettext("%(number)s note will be sent.", "%(number)s notes will be sent.", number)
    messages.success(request, words % {"number": number})


def _notes_page(article: Article) -> str:
    return reverse("admin:relations_membernote_send", args=[article.pk])


@register_tool_source(Article)
def note_tools(request, article: Article):
    """Yield the link from a live welcome article to the notes."""
    round_up = RoundUp.objects.filter(
        article__translation_group=article.translation_group
    ).select_related("article")
    if not request.user.has_perm(PERMISSION) or not (made := round_up.first()):
        return
    if fetch_live_editions(article, request.moment.at):
        yield ToolLink(_("Write to the members named"), _notes_page(made.article))


@register_attention_source
def find_unsent_notes(request):
    """Yield each welcome article of the last month with members who got no note."""
    if not request.user.has_perm(PERMISSION):
        return
    at = request.moment.at
    live = Edition.objects.live(at).filter(first_published__gt=at - _LATELY)
    groups = live.filter(article__round_up__isnull=False).values("translation_group")
    articles = Article.objects.filter(round_up__isnull=False, translation_group__in=groups)
    for article in articles:
        editions = fetch_live_editions(article, at).values()
        number = len([note for note in find_notes(article, editions) if note.can_be_sent])
        if number:
            words = ngettext(
                "%(number)s member named in “%(title)s” has no note yet",
                "%(number)s members named in “%(title)s” have no note yet",
                number,
            )
            details = {"number": number, "title": article.title}
            yield PanelRow(words % details, _notes_page(article))
