"""Numbers in requests: keys, counts and indexes."""

_MOST_DIGITS = 18  # as many as surely fit in a bigint


def parse_whole_number(text: str | None) -> int | None:
    """Return the whole number that the digits of ``text`` give; None for anything else, such as a sign."""
    if not text or len(text) > _MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
