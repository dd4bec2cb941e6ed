"""Two requests at the same record: what the database gave up is done once more, or told in words."""

import logging

from django.contrib.messages import get_messages
from django.db import DatabaseError, IntegrityError

from cluster_site.views import error_page
from core.locking import OthersWriting, RecordGone, is_deadlock, is_timeout
from core.logs import request_route
from core.transaction_locks import commits

logger = logging.getLogger(__name__)
# what the database refuses since somebody else was quicker: taken, still named, overlapping
_OVERTAKEN = {"23503", "23505", "23P01"}


class CollisionMiddleware:
    """Retry a request that ended in a deadlock, unless part of it was committed.

    Nothing was sent: mails are rows of the same transaction, and files go out after the commit. What
    fails again, or was half done, is a page in words (409).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.as_sent = _AsSent(request)

    def process_exception(self, request, exception):
        if is_deadlock(exception) and request.as_sent.is_untouched:
            logger.warning("a deadlock: %s is done once more", request_route(request))
            match = request.resolver_match
            request.as_sent.restore(request)
            try:
                return match.func(request, *match.args, **match.kwargs)
            except DatabaseError as error:
                exception = error
        if _is_met(request, exception):
            # a record that is gone is told in words and needs nobody; the rest may be a fault of ours
            is_expected = isinstance(exception, RecordGone | OthersWriting)
            logger.log(
                logging.WARNING if is_expected else logging.ERROR,
                "overtaken by another request: %s",
                request_route(request),
                exc_info=None if is_expected else exception,
            )
            return error_page(request, 409)
        return None


class _AsSent:
    """What a view may have changed of its request by the time it fails."""

    def __init__(self, request):
        self.posts = request.method == "POST"
        self.committed = commits.number
        self.messages = len(get_messages(request)._queued_messages)
        self.form = request.POST if self.posts else None

    @property
    def is_untouched(self) -> bool:
        return commits.number == self.committed

    def restore(self, request):
        del get_messages(request)._queued_messages[self.messages :]
        if self.posts:
            request.POST = self.form
            for file in request.FILES.values():
                file.seek(0)


def _is_met(request, exception) -> bool:
    if isinstance(exception, RecordGone | OthersWriting):
        return True
    sqlstate = getattr(exception.__cause__, "sqlstate", None)
    overtaken = isinstance(exception, IntegrityError) and sqlstate in _OVERTAKEN
    at_work = request.method == "POST" and request.user.is_authenticated
    return is_deadlock(exception) or is_timeout(exception) or (overtaken and at_work)
