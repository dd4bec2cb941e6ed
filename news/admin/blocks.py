"""The blocks of an article in its form, each with its fields."""

from content_editor.admin import ContentEditorInline
from django import forms
from django.utils.translation import gettext_lazy as _

from desk.records.inlines import DeskInline, PartOfParent
from desk.toolkit.forms import DeskForm
from news.admin.tables import HeaderField, RowsField
from news.models import (
    Download,
    Gallery,
    MemberList,
    Picture,
    Prose,
    Quote,
    Spotlight,
    Table,
    Video,
)


class BlockInline(DeskInline, PartOfParent, ContentEditorInline):
    template = "desk/blocks.html"


class ProseInline(BlockInline):
    model = Prose
    icon = "notes"


class PictureInline(BlockInline):
    model = Picture
    icon = "image"
    autocomplete_fields = ("image",)


class GalleryInline(BlockInline):
    model = Gallery
    icon = "photo_library"
    ordered_choices = ("images",)


class QuoteForm(DeskForm):
    constraint_fields = {"quote_has_one_source": "text"}


class QuoteInline(BlockInline):
    model = Quote
    form = QuoteForm
    icon = "format_quote"
    autocomplete_fields = ("statement", "person")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            field.widget.attrs["rows"] = 3
        return field


class MemberListInline(BlockInline):
    model = MemberList
    icon = "groups"
    ordered_choices = ("members",)


class SpotlightInline(BlockInline):
    model = Spotlight
    icon = "star"
    autocomplete_fields = ("member", "statement")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "statement":
            # the quotes of that member come first, see static/desk/choices.js
            field.widget.attrs["data-beside"] = "member"
        return field


class TableForm(DeskForm):
    header = HeaderField(
        label=_("Header"),
        required=False,
        help_text=_("The names of the columns, with | between them: Country | Members"),
    )
    rows = RowsField(
        label=_("Rows"),
        help_text=_("One row to a line, with | between the cells. Or paste from a spreadsheet."),
    )


class TableInline(BlockInline):
    model = Table
    form = TableForm
    icon = "table_chart"


class DownloadInline(BlockInline):
    model = Download
    icon = "download"


class VideoInline(BlockInline):
    model = Video
    icon = "movie"
    autocomplete_fields = ("poster",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "transcript":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


BLOCK_INLINES = (
    ProseInline,
    PictureInline,
    SpotlightInline,
    MemberListInline,
    QuoteInline,
    GalleryInline,
    TableInline,
    DownloadInline,
    VideoInline,
)
