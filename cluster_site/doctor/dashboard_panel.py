"""Rows of the front page about the machine: for whoever may see the outgoing mail."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from cluster_site.doctor.watch import Watch, explain_unwritable_media, low_disk_space
from core.moment import format_moment
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.privacy.erasure_log import ErasureLogError, pending_erasures

PERMISSION = "desk.view_outgoingmail"


@register_attention_source
def machine_rows(request) -> Iterator[PanelRow]:
    """Yield what the operator has to be told: tasks that stopped, backups, the disk, the clock."""
    if not request.user.has_perm(PERMISSION):
        return
    watch = Watch()
    if watch.is_run_due_late():
        yield _row(_("Scheduled tasks (run_due) have stopped"), _since(watch.last_run()))
    for run in watch.failed_tasks():
        yield _row(_("The scheduled task “%(name)s” fails") % {"name": run.name}, run.reason)
    if watch.is_backup_late():
        yield _row(_("No backup was made for a day"), _since(watch.last_backup()))
    if reason := explain_unwritable_media():
        yield _row(_("Pictures and files can’t be stored"), reason)
    free = low_disk_space(settings.MEDIA_ROOT)
    if free is not None:
        yield _row(_("The disk is almost full"), _("%(free)s MB are free") % {"free": free})
    if future := watch.latest_future_time():
        words = _("something was recorded on %(at)s") % {"at": format_moment(future)}
        yield _row(_("The database’s clock was put back"), words)
    if _must_erase_again():
        yield _row(
            _("Persons who were erased are back after a restore"), "manage.py replay_erasures"
        )


def _row(title: str, words: str) -> PanelRow:
    return PanelRow(title, "", words)


def _since(at) -> str:
    return (
        _("since %(at)s; tell the operator") % {"at": format_moment(at)} if at else _("never yet")
    )


def _must_erase_again() -> bool:
    try:
        return bool(pending_erasures())
    except ErasureLogError:
        return True
