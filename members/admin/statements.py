"""Quotes in the admin; an approval holds for the words that it was given for."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parsing import parse_whole_number
from desk.privacy.takedown_views import warn_if_public
from desk.records.model_admin import DeskAdmin
from desk.toolkit.auto_slugs import AutoSlugForm
from desk.toolkit.object_links import ToolLink
from members.admin.filters import ApprovalFilter
from members.admin.unapproved import PAGE, PERMISSION, TAKEDOWN, unapproved_quotes_url
from members.models import Statement
from members.standing import format_day

_APPROVAL = {"approved_on", "approved_by", "approved_how"}


class StatementForm(AutoSlugForm):
    """Form for a quote on record and its approval."""

    slug_field = "key"
    slug_fallback = "quote"

    approved_again = forms.BooleanField(
        required=False,
        label=gettext_lazy("The words as they stand now are approved"),
        help_text=gettext_lazy("Tick it when the person has seen and approved the changed words."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].widget.attrs["rows"] = 5
        if "member" in self.fields and self.instance.pk is None:
            self.fields["member"].help_text = _("Empty: the organisation of the person.")

    def slug_text(self):
        person, text = self.cleaned_data.get("person"), self.cleaned_data.get("text", "")
        return person and f"{person.name} {' '.join(text.split()[:5])}"

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if self.instance.pk is None and given.get("person"):
            self._as_of_today(given)
        self._approve(given)

    @staticmethod
    def _as_of_today(given):
        """Fill in an empty title and organisation with the person's current ones."""
        person = given["person"]
        given["member"] = given.get("member") or person.affiliation
        given["person_title"] = given.get("person_title") or person.title or ""
        organisation = given["member"]
        given["organisation"] = given.get("organisation") or (
            organisation.name if organisation else ""
        )

    def _approve(self, given):
        on = given.get("approved_on")
        if on is None:
            self.instance.withdraw_approval()
            given |= {"approved_by": "", "approved_how": ""}
        elif given.get("approved_again") or _APPROVAL & set(self.changed_data):
            self.instance.text = given.get("text", "")
            by, how = given.get("approved_by", ""), given.get("approved_how", "")
            self.instance.approve(on=on, by=by, how=how)


@admin.register(Statement)
class StatementAdmin(DeskAdmin):
    """Admin of quotes on record."""

    form = StatementForm
    relation_labels = {"member": gettext_lazy("quotes for it"), "person": gettext_lazy("quotes")}
    pages = (PAGE,)
    autocomplete_fields = ("person", "member")
    search_fields = ("text", "key", "person__name", "member__name_en", "member__name_nb")
    list_display = ("__str__", "person", "member", "approval")
    list_filter = (ApprovalFilter, ("member", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "member")
    readonly_fields = ("approval",)
    choice_related = ("person__affiliation", "member")

    def get_fieldsets(self, request, obj=None):
        approval = [("approved_on", "approved_by", "approved_how")]
        if obj is not None:
            approval = ["approval", *approval]
            if obj.approved_on and not obj.is_approved:
                approval.append("approved_again")
        names = ["question", "text", ("person", "member"), ("person_title", "organisation")]
        about = gettext_lazy("An approval is for these exact words: changing one voids it.")
        return [
            (None, {"fields": names}),
            (gettext_lazy("Approval"), {"fields": approval, "description": about}),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if obj.approved_on is None and request.user.has_perm(PERMISSION):
            tools.append(
                ToolLink(_("Take it off the site …"), unapproved_quotes_url(obj), name="takedown")
            )
        return tools

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        warn_if_public(request, TAKEDOWN, obj, unapproved_quotes_url(obj))
        return response

    @admin.display(description=gettext_lazy("approval"))
    def approval(self, statement):
        words = _approval_in_words(statement)
        return format_html('<span class="state state-{}">{}</span>', *words)

    def choice_label(self, statement):
        """Return the speaker, the text and the approval, to tell similar quotes apart."""
        member = statement.member or statement.person.affiliation
        organisation = statement.organisation or (member.name if member else "")
        speaker = ", ".join(filter(None, (statement.person.name, organisation)))
        _mark, approval = _approval_in_words(statement)
        words = _("%(speaker)s: “%(quote)s” · %(approval)s")
        return words % {"speaker": speaker, "quote": statement, "approval": approval}

    def order_choices(self, queryset, request):
        """Order the quotes of the organisation ``?beside=`` first, marked as preferred, then the newest."""
        member = parse_whole_number(request.GET.get("beside"))
        if member is None:
            return queryset
        own = Q(member=member) | Q(member=None, person__affiliation=member)
        return queryset.annotate(preferred=own).order_by("-preferred", "-pk")


def _approval_in_words(statement) -> tuple[str, str]:
    """Return a mark and words that say whether the current text of ``statement`` is approved."""
    if statement.is_approved:
        words = _("approved %(day)s") % {"day": format_day(statement.approved_on)}
        return "live", words
    if statement.approved_on:
        words = _("changed since approval: the approval of %(day)s is for other words")
        return "changed", words % {"day": format_day(statement.approved_on)}
    return "draft", _("not approved")
