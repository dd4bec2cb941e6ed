"""Sets of questions in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from desk.records.inlines import DeskTabularInline
from desk.records.model_admin import DeskAdmin
from desk.records.ordered_list import OrderedListAdmin
from desk.toolkit.columns import text_column
from relations.models import Question, QuestionSet


class QuestionInline(DeskTabularInline):
    """Inline for the questions of a set."""

    model = Question
    fields = ("position", "text_en", "text_nb")


@admin.register(QuestionSet)
class QuestionSetAdmin(OrderedListAdmin, DeskAdmin):
    """Admin of sets of questions."""

    list_display = ("in_english", "order", "occasion", "in_norwegian")
    fields = (("name_en", "name_nb"), "occasion")
    inlines = (QuestionInline,)
    search_fields = ("name_en", "name_nb")
    view_on_site = False
    relation_labels = {"question_set": _("invitations that ask it")}

    in_english = text_column("name", "en", _("name"))
    in_norwegian = text_column("name", "nb", _("name"))
