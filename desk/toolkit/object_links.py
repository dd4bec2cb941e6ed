"""Links above a form or a list: what can be done besides saving."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ToolLink:
    """One link, or with ``posts`` a button that acts at once; ``name`` is for scripts.

    ``token`` is sent with a button that creates a record (:mod:`desk.autosave.sent_once`).
    """

    label: str
    address: str
    posts: bool = False
    name: str = ""
    token: str = ""
