"""Why a file can't be read or written, in the reader's words."""

import errno

from django.utils.functional import lazy
from django.utils.translation import gettext as _


def describe_os_error(error: OSError) -> str:
    """Return the reason in the language that is active, or the system's own words for a rare one."""
    reasons = {
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk is full"),
        errno.EROFS: _("the disk is mounted read-only"),
        errno.EACCES: _("the account that runs the site has no right to it"),
        errno.EPERM: _("the account that runs the site has no right to it"),
        errno.ENOENT: _("it does not exist"),
    }
    return reasons.get(error.errno or 0) or error.strerror or str(error)


# the same for a message that is put into words later
describe_os_error_lazily = lazy(describe_os_error, str)
