"""The autosaved input of "Change the board" that was not applied, to be continued later."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.autosave.deleted_record import RESTORE
from desk.autosave.form_token import FormSession, read_form_token, session_for_new_record
from desk.autosave.notices import AutosaveNotice
from desk.autosave.storage import (
    SESSION_FIELD,
    autosaved_form_data,
    autosaves_of_new_records,
    delete_autosave,
)
from desk.toolkit.choices import fetch_by_key
from members.models import Person
from news.admin.board_form import posted_rows
from news.models import BoardAnnouncement


class UnfinishedBoardChanges:
    """The autosaved board changes of a user, and the one that ``request`` continues.

    ``restored`` is the autosaved form, if the request asks for it.
    """

    def __init__(self, request):
        self._user, self._posts = request.user.pk, request.method == "POST"
        self._begun = (
            [] if self._posts else list(autosaves_of_new_records(BoardAnnouncement, self._user))
        )
        draft = next((step for step in self._begun if step.place == request.GET.get(RESTORE)), None)
        self.restored: QueryDict | None = draft and autosaved_form_data(draft)
        posted = read_form_token(request.POST.get(SESSION_FIELD, ""), self._user)
        if draft is not None:
            self._session = FormSession(self._user, draft.content_type_id, draft.place)
        else:
            is_known = posted is not None and posted.is_new
            self._session = (
                posted if is_known else session_for_new_record(BoardAnnouncement, self._user)
            )

    def forget(self) -> None:
        delete_autosave(self._session)

    def context(self) -> dict:
        """Return the context of ``desk/_form_session.html``."""
        typed = self._posts or self.restored is not None
        notices = [] if typed else self._notices()
        token = self._session.token()
        return {"token": token, "keeps": True, "notices": notices, "typed": typed}

    def _notices(self) -> list[AutosaveNotice]:
        """Return a notice for each unfinished step, with the names of its people."""
        rows = {step.pk: posted_rows(autosaved_form_data(step)) for step in self._begun}
        keys = {row["person"] for step_rows in rows.values() for row in step_rows}
        people = fetch_by_key(Person.objects.all(), keys)
        names = {
            pk: ", ".join(
                people[row["person"]].name for row in step_rows if row["person"] in people
            )
            for pk, step_rows in rows.items()
        }
        nobody = _("nobody yet")
        return [AutosaveNotice(step, start=names[step.pk] or nobody) for step in self._begun]
