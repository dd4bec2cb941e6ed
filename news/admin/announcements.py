"""Board announcements: the seat and the article that announces it, made together."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.forms import PeriodFormField
from members.models import BoardSeat, Person, Role
from news.admin.articles import ArticleBase, ArticleForm
from news.announcing import announce
from news.models import BoardAnnouncement, Section

# a seat that ended so long ago may still be the one that is succeeded
_LATELY = timedelta(days=400)


class AnnouncementForm(ArticleForm):
    """An article with the seat that it announces."""

    constraint_fields = {
        **ArticleForm.constraint_fields,
        "seat_one_chair": "role",
        "seat_one_per_person": "person",
    }

    person = forms.ModelChoiceField(Person.objects.all(), label=_("Person"))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER, label=_("Board position"))
    term = PeriodFormField(
        label=_("Term"), help_text=_("Leave the last day empty where it is open.")
    )
    succeeds = forms.ModelChoiceField(
        BoardSeat.objects.none(),
        required=False,
        label=_("Succeeds"),
        help_text=_("Their term then ends the day before the first day."),
    )
    show_before = forms.BooleanField(
        required=False,
        label=_("Show before the announcement"),
        help_text=_("Otherwise the change shows nowhere before the announcement is published."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lately = timezone.localdate() - _LATELY
        current = Q(term__upper_inf=True) | Q(term__endswith__gt=lately)
        seats = BoardSeat.objects.filter(current).select_related("person")
        self.fields["succeeds"].queryset = seats.order_by("role_order", "person__sort_key")


class NewcomerWrapper(RelatedFieldWidgetWrapper):
    """The popup behind "add" makes a person who is not shown before the announcement."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["url_params"] = f"{context['url_params']}&announced=1"
        return context


@admin.register(BoardAnnouncement)
class BoardAnnouncementAdmin(ArticleBase):
    offers_patterns = False
    form = AnnouncementForm
    begin_words = _("new board announcement")
    list_display = ("title", "language", "state", "owner", "saved")
    readonly_fields = (*ArticleBase.readonly_fields, "seats")
    search_help_text = _("Searches titles and introductions.")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(section=Section.BOARD)

    def get_list_filter(self, request):
        return [name for name in super().get_list_filter(request) if name != "section"]

    def get_fieldsets(self, request, obj=None):
        of_article = super().get_fieldsets(request, obj)
        if obj is not None:
            return of_article
        names = ["person", "role", "term", "succeeds", "show_before"]
        return [
            (_("The change on the board"), {"fields": names, "classes": ["of-seat"]}),
            *of_article,
        ]

    def aside(self, obj):
        names = [name for name in super().aside(obj) if name != "section"]
        return ["seats", *names] if obj is not None else names

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, form=ArticleForm, **kwargs)
        form_class = super().get_form(request, obj, change=change, **kwargs)
        relation = BoardSeat._meta.get_field("person")
        form_class.base_fields["person"].widget = NewcomerWrapper(
            AutocompleteSelect(relation, self.admin_site),
            relation.remote_field,
            self.admin_site,
            can_add_related=request.user.has_perm("members.add_person"),
        )
        return form_class

    def _models(self, request):
        return [BoardSeat, *super()._models(request)]

    def save_model(self, request, obj, form, change):
        obj.section = Section.BOARD
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            names = ("person", "role", "term", "succeeds", "show_before")
            announce(article=form.instance, **{name: form.cleaned_data[name] for name in names})

    def newcomers(self, form):
        person = form.cleaned_data.get("person")
        return {person.pk} if person else ()

    @admin.display(description=_("announces"))
    def seats(self, article):
        seats = article.announces.select_related("person")
        links = [
            (reverse("admin:members_boardseat_change", args=[seat.pk]), seat) for seat in seats
        ]
        return format_html_join("", '<p><a href="{}">{}</a></p>', links) or "–"
