"""Unsaved input of forms, as pairs of a field's name and its text."""

from urllib.parse import parse_qsl, urlencode

from desk.models import Autosave


def parse_autosave(autosave: Autosave) -> list[tuple[str, str]]:
    """Return the pairs of field name and text of an unsaved form."""
    return parse_qsl(autosave.typed, keep_blank_values=True)


def rewrite_autosaves(subject, *, forget: set[tuple[str, str]], placeholder) -> None:
    """Redact every unsaved text.

    ``forget`` holds pairs such as ``("person", "12")``: a row of a form that refers to one of these
    loses the reference and its text, which ``placeholder(language)`` replaces.
    """
    for autosave in Autosave.objects.all():
        before = parse_autosave(autosave)
        language, words = dict(before).get("language", "en"), subject.words_for(autosave)
        rows_to_blank = {
            name.rpartition("-")[0]
            for name, value in before
            if (name.rpartition("-")[2], value) in forget
        }
        after = []
        for name, value in before:
            row, _dash, last = name.rpartition("-")
            if (last, value) in forget:
                value = ""
            elif row in rows_to_blank and last == "text":
                value = placeholder(language)
            elif row in rows_to_blank and last == "attribution":
                value = ""
            else:
                value = words.redact(value, language)
            after.append((name, value))
        if after != before:
            autosave.typed = urlencode(after)
            autosave.save(update_fields=["typed"])
