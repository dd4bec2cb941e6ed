"""Links above the form of a record: what can be done with it besides saving."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """One link, or with ``posts`` one button that acts at once; ``name`` is for scripts."""

    label: str
    address: str
    posts: bool = False
    name: str = ""
