"""Why a file can't be read or written is said in the reader's language."""

import errno
import os

import pytest
from django.utils.translation import override

from core.os_errors import describe_os_error


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disken er full"),
        (errno.EROFS, "disken er montert skrivebeskyttet"),
        (errno.EACCES, "kontoen som kjører nettstedet, har ikke rett til det"),
        (errno.ENOENT, "den finnes ikke"),
    ],
)
def test_the_reasons_that_an_operator_meets_are_translated(number, words):
    with override("nb"):
        assert describe_os_error(OSError(number, os.strerror(number))) == words


def test_a_rare_reason_keeps_the_words_of_the_system():
    assert describe_os_error(OSError(errno.EIO, "Input/output error")) == "Input/output error"
    assert describe_os_error(OSError("no number")) == "no number"
