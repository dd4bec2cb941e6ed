"""Quotes in the admin; an approval holds for the words that it was given for."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.slugs import free_slug
from core.unique import insert_under_free
from desk.forms import DeskForm
from desk.options import DeskAdmin
from members.admin.filters import ApprovalFilter
from members.models import Statement
from members.standing import day_in_words

_APPROVAL = {"approved_on", "approved_by", "approved_how"}


def free_key(name: str, text: str) -> str:
    """Return a key of a name and the first words of a text that no quote has."""
    words = " ".join(text.split()[:5])
    return free_slug(
        f"{name} {words}",
        lambda key: Statement.objects.filter(key=key).exists(),
        fallback="quote",
    )


class StatementForm(DeskForm):
    """A quote; ``made_key`` tells that the program chose its key."""

    made_key = False
    approved_again = forms.BooleanField(
        required=False,
        label=gettext_lazy("The words as they stand now are approved"),
        help_text=gettext_lazy("Tick it when the person has seen and approved the changed words."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].widget.attrs["rows"] = 5
        if "key" in self.fields:
            self.fields["key"].required = False

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if not given.get("key") and given.get("person"):
            given["key"] = free_key(given["person"].name, given.get("text", ""))
            self.made_key = True
        if self.instance.pk is None and given.get("person"):
            self._as_of_today(given)
        self._approve(given)

    @staticmethod
    def _as_of_today(given):
        """Title and organisation of that day, where nobody wrote them."""
        person = given["person"]
        given["person_title"] = given.get("person_title") or person.title or ""
        organisation = given.get("member") or person.affiliation
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
            self.instance.approve(on=on, by=given["approved_by"], how=given["approved_how"])


@admin.register(Statement)
class StatementAdmin(DeskAdmin):
    form = StatementForm
    autocomplete_fields = ("person", "member")
    search_fields = ("text", "key", "person__name", "member__name_en", "member__name_nb")
    list_display = ("__str__", "person", "member", "approval")
    list_filter = (ApprovalFilter, ("member", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "member")
    readonly_fields = ("approval",)

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
            (gettext_lazy("For finding it"), {"fields": ["key"]}),
        ]

    def save_model(self, request, obj, form, change):
        if change or not form.made_key:
            super().save_model(request, obj, form, change)
        else:
            # somebody may have taken it since it was free
            insert_under_free(obj, "key", lambda: free_key(obj.person.name, obj.text))

    @admin.display(description=gettext_lazy("approval"))
    def approval(self, statement):
        if statement.is_approved:
            words = _("approved %(day)s") % {"day": day_in_words(statement.approved_on)}
            mark = "live"
        elif statement.approved_on:
            words = _("changed since approval: the approval of %(day)s is for other words")
            words, mark = words % {"day": day_in_words(statement.approved_on)}, "changed"
        else:
            mark, words = "draft", _("not approved")
        return format_html('<span class="state state-{}">{}</span>', mark, words)
