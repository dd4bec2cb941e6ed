"""Numbers in what a browser sends: keys, counts and places in a list."""

_MOST_DIGITS = 18  # as many as surely fit in a bigint


def parse_int(text: str | None) -> int | None:
    """The whole number from 0 that ``text`` writes in digits; None for anything else, and for nothing."""
    if not text or len(text) > _MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
