"""Columns that many lists have: a thumbnail, one language of a text, missing languages."""

from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from desk.toolkit.script_strings import IN_LANGUAGE


def thumbnail(image):
    """Return the picture in its smallest size; its name is beside it, so the alt text is empty."""
    if image is None:
        return mark_safe('<span class="thumbnail-none" aria-hidden="true"></span>')
    smallest = image.renditions()[0]
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">',
        smallest.url,
        smallest.width,
        smallest.height,
    )


def picture_column(relation: str, description):
    """Return a column with the thumbnail of a relation."""

    @admin.display(description=description)
    def column(self, record):
        return thumbnail(getattr(record, relation))

    return column


def format_with_facts(name, facts) -> SafeString:
    """Return a name with further facts below it; empty facts are left out."""
    words = " · ".join(str(fact) for fact in facts if fact)
    return format_html('{}<span class="list-facts">{}</span>', name, words)


def text_column(name: str, language: str, description):
    """Return a column with one language of a text, labelled as in the form."""

    @admin.display(
        description=format_lazy("{}, {}", description, IN_LANGUAGE[language]),
        ordering=f"{name}_{language}",
    )
    def column(self, record):
        return getattr(record, f"{name}_{language}")

    return column


def languages_column(*texts: str):
    """Return a column that names the language that lacks one of ``texts`` the other has."""

    @admin.display(description=gettext_lazy("texts"))
    def column(self, record):
        lacking = [
            code
            for code, _name in settings.LANGUAGES
            if any(
                not getattr(record, f"{text}_{code}")
                and any(getattr(record, f"{text}_{other}") for other, _name in settings.LANGUAGES)
                for text in texts
            )
        ]
        if not lacking:
            return format_html('<span class="quiet">{}</span>', _("both languages"))
        words = {
            "en": pgettext("text", "English missing"),
            "nb": pgettext("text", "Norwegian missing"),
        }
        return format_html(
            '<span class="state state-missing">{}</span>',
            ", ".join(words[code] for code in lacking),
        )

    return column
