"""The desk's own tables: history, autosave, presence, activity, trash, outbox, runs of tasks."""

from desk.models.activity import Activity
from desk.models.autosave import Autosave, Presence
from desk.models.distinct import DistinctPair
from desk.models.erased import ErasedName
from desk.models.outgoing_mail import OutgoingMail
from desk.models.revisions import Revision
from desk.models.sent_forms import SentForm
from desk.models.sheets import SentSheet
from desk.models.subscriptions import CalendarFeed
from desk.models.task_runs import TaskRun
from desk.models.trash import GoneAddress, TrashedRecord

__all__ = [
    "Activity",
    "Autosave",
    "CalendarFeed",
    "DistinctPair",
    "ErasedName",
    "GoneAddress",
    "OutgoingMail",
    "Presence",
    "Revision",
    "SentForm",
    "SentSheet",
    "TaskRun",
    "TrashedRecord",
]
