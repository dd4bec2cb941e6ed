"""The autosaved input of a correction that was not published, to be continued later."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.parsing import parse_whole_number
from desk.autosave.deleted_record import RESTORE
from desk.autosave.form_token import session_for_record
from desk.autosave.merge_result import ChangeNote
from desk.autosave.notices import AutosaveNotice
from desk.autosave.storage import UNDECIDED, autosaved_form_data, delete_autosave, get_autosave
from desk.history.text_diff import diff_words
from desk.models import Autosave
from news.admin.correction_form import CorrectionForm, text_label
from news.content.correctable_texts import value_as_plain_text
from news.models import Article, Edition

_FORM = "correct"


class UnfinishedCorrection:
    """The autosaved correction of ``article`` by a user, and the form that ``request`` sends."""

    def __init__(self, request, article: Article):
        self._request, self._article = request, article
        self._session = session_for_record(article, request.user.pk, _FORM)
        self._autosave: Autosave | None = get_autosave(self._session)
        restored = request.method == "GET" and RESTORE in request.GET and self._autosave
        self.sent: QueryDict | None = (
            request.POST
            if request.method == "POST"
            else restored and autosaved_form_data(self._autosave)
        )

    def forget(self) -> None:
        """Delete the autosave after publishing, but not an earlier text that nobody has looked at."""
        if UNDECIDED not in self._request.POST:
            delete_autosave(self._session)

    def context(self) -> dict:
        """Return the context of ``desk/_form_session.html``."""
        asks = not self.sent or UNDECIDED in self._request.POST
        notice = self._notice() if asks and self._autosave else None
        return {
            "token": self._session.token(),
            "keeps": True,
            "notices": [notice] if notice else [],
            "undecided": notice is not None,
        }

    def _notice(self) -> AutosaveNotice | None:
        typed = autosaved_form_data(self._autosave)
        edition = find_edition_seen(self._article, typed)
        if edition is None:
            return None
        form = CorrectionForm(typed, edition=edition)
        differences = [
            ChangeNote(
                text_label(text),
                diff_words(value_as_plain_text(text.value), form[name].value() or ""),
            )
            for text in form.texts
            if (name := form.name_of(text)) in form.changed_data
        ]
        if note := form["note"].value():
            differences.append(ChangeNote(_("Note for the readers"), [("new", note)]))
        return AutosaveNotice(self._autosave, differences) if differences else None


def find_edition_seen(article: Article, sent: QueryDict) -> Edition | None:
    """Return the edition that the ``sent`` form was opened with, or None."""
    return Edition.objects.filter(
        pk=parse_whole_number(sent.get("edition")), article=article
    ).first()
