"""A system check of the functions that look for leftover mentions."""

from django.core.checks import Error, register

from desk.checks import check_calls
from members.leaving.findings import list_leftover_finders


@register
def check_leftover_finders(app_configs, **kwargs) -> list[Error]:
    """Check that each leftover finder can be called with a leaver: desk.E005."""
    return list(check_calls(list_leftover_finders(), (None,), {}))
