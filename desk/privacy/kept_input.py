"""What was typed into a form and not saved, as pairs of a field's name and its text."""

from urllib.parse import parse_qsl, urlencode

from desk.models import Autosave


def typed_pairs(kept: Autosave) -> list[tuple[str, str]]:
    return parse_qsl(kept.typed, keep_blank_values=True)


def rewrite_typed(subject, *, forget: set[tuple[str, str]], placeholder) -> None:
    """Take the words out of every unsaved text.

    ``forget`` holds pairs such as ``("person", "12")``: a row of a form that names one of these
    loses it, and its words with it, for which ``placeholder(language)`` is put.
    """
    for kept in Autosave.objects.all():
        before = typed_pairs(kept)
        language, words = dict(before).get("language", "en"), subject.words_for(kept)
        named = {
            name.rpartition("-")[0]
            for name, value in before
            if (name.rpartition("-")[2], value) in forget
        }
        after = []
        for name, value in before:
            row, _dash, last = name.rpartition("-")
            if (last, value) in forget:
                value = ""
            elif row in named and last == "text":
                value = placeholder(language)
            elif row in named and last == "attribution":
                value = ""
            else:
                value = words.redact(value, language)
            after.append((name, value))
        if after != before:
            kept.typed = urlencode(after)
            kept.save(update_fields=["typed"])
