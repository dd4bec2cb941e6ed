"""Paths that are typed on the command line."""

import os
from argparse import ArgumentTypeError
from pathlib import Path


def path_argument(text: str) -> Path:
    """Return the path of an argument; raise ArgumentTypeError for one that no disk takes or lets look at."""
    try:
        os.lstat(text)
    except (FileNotFoundError, NotADirectoryError):
        pass  # the command says what it misses
    except OSError as error:
        raise ArgumentTypeError(f"{text[:60]}…: {error.strerror}") from error
    except ValueError as error:  # a NUL
        raise ArgumentTypeError("it is not a path") from error
    return Path(text)
