"""What can be done with a record besides saving it: a quiet row of links above its form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """One link, or with ``posts`` one button that acts at once; ``name`` is for scripts."""

    label: str
    address: str
    posts: bool = False
    name: str = ""
