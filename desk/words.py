"""The words that the desk's scripts say, in the user's language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

# behind the name of a text that a record has in both languages
IN_LANGUAGE = {
    "en": pgettext_lazy("a text", "in English"),
    "nb": pgettext_lazy("a text", "in Norwegian"),
}


def spoken_words() -> dict[str, str]:
    """Every word by the name under which ``static/desk/words.js`` finds it."""
    return {
        "moved": _("Moved to place {place} of {total}"),
        "moveUp": _("Move up"),
        "moveDown": _("Move down"),
        "copy": _("Copy"),
        "copied": _("Copied to place {place} of {total}"),
        "added": _("Added at place {place} of {total}"),
        "insertAbove": _("Insert above"),
        "collapse": _("Collapse or open"),
        "empty": _("empty"),
        "norwegianMissing": _("Norwegian text missing"),
        "englishMissing": _("English text missing"),
        "recordLink": _("Link to a member, person or article"),
        "recordSearch": _("Search for a member, person or article"),
        "found": _("Found in {count} places"),
        "comment": _("Comment"),
        "commentHere": _("Comment on this block"),
        "commentCount": _("Comments: {count}"),
        "commentsHere": _("Comments on this block: {count}. Write another"),
        "commented": _("Your comment is kept."),
        "resolved": _("Resolved."),
        "reopened": _("Open again."),
        "notSent": _("It could not be sent. Are you signed in still?"),
        "noneFound": _("Nothing found."),
        "cancel": _("Cancel"),
        "gone": _("This record is gone"),
        "toolbar": _("Formatting"),
        "addRow": _("Add row"),
        "addColumn": _("Add column"),
        "removeRow": _("Remove row"),
        "removeColumn": _("Remove column"),
        "headerCell": _("Header, column {column}"),
        "cell": _("Row {row}, column {column}"),
        "heading2": _("Heading"),
        "heading3": _("Subheading"),
        "paragraph": _("Paragraph"),
        "bulletList": _("Bulleted list"),
        "orderedList": _("Numbered list"),
        "blockquote": _("Quotation"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "superscript": _("Superscript"),
        "subscript": _("Subscript"),
        "link": _("Link to an address"),
        "unlink": _("Remove link"),
        "kept": _("Kept {time}"),
        "keptNowhere": _("Not kept, not even in this browser: there is no room."),
        "keptSignedOut": _(
            "Not kept on the server: you are signed out. Sign in in another tab; it goes on by itself."
        ),
        "keptNoConnection": _("Not kept on the server: no connection. It tries again."),
        "keptTooLong": _("Not kept on the server: the text is too long."),
        "keptAsk": _("Not kept: choose first what becomes of the earlier text, above."),
        "keptHere": _("It is kept in this browser."),
        "keptNoFiles": _("A chosen file can’t be kept."),
        "thrownAway": _("Thrown away"),
        "theirsTaken": _("Theirs stands in the form"),
        "mineKept": _("Yours stands in the form"),
        "history:undo": _("Undo"),
        "history:redo": _("Redo"),
    }
