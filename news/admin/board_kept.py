"""What was typed into "Change the board" and not carried out, for whoever comes back to it."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.autosave.deleted_record import RESTORE
from desk.autosave.form_token import Sitting, new_sitting, opened
from desk.autosave.notices import Notice
from desk.autosave.storage import SEAL_FIELD, drop, kept_new, typed_of
from desk.toolkit.choices import fetched
from members.models import Person
from news.admin.board_form import typed_rows
from news.models import BoardAnnouncement


class KeptChanges:
    """The steps that this person has begun, and which of them ``request`` goes on with.

    ``restored`` is the form as it was kept, where it is asked for.
    """

    def __init__(self, request):
        self._user, self._posts = request.user.pk, request.method == "POST"
        self._begun = [] if self._posts else list(kept_new(BoardAnnouncement, self._user))
        kept = next((one for one in self._begun if one.place == request.GET.get(RESTORE)), None)
        self.restored: QueryDict | None = kept and typed_of(kept)
        posted = opened(request.POST.get(SEAL_FIELD, ""), self._user)
        if kept is not None:
            self._sitting = Sitting(self._user, kept.content_type_id, kept.place)
        else:
            is_known = posted is not None and posted.is_new
            self._sitting = posted if is_known else new_sitting(BoardAnnouncement, self._user)

    def forget(self) -> None:
        drop(self._sitting)

    def context(self) -> dict:
        """What ``desk/_sitting.html`` shows of it."""
        typed = self._posts or self.restored is not None
        notices = [] if typed else self._notices()
        seal = self._sitting.sealed()
        return {"seal": seal, "keeps": True, "notices": notices, "typed": typed}

    def _notices(self) -> list[Notice]:
        """Each step by the people in it."""
        rows = {kept.pk: typed_rows(typed_of(kept)) for kept in self._begun}
        keys = {row["person"] for each in rows.values() for row in each}
        people = fetched(Person.objects.all(), keys)
        names = {
            pk: ", ".join(people[row["person"]].name for row in each if row["person"] in people)
            for pk, each in rows.items()
        }
        nobody = _("nobody yet")
        return [Notice(kept, start=names[kept.pk] or nobody) for kept in self._begun]
