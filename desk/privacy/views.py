"""The pages "What we hold" and "Erase", for users with the permission desk.erase_person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.plaintext import tidy_name
from desk.activity.log import log_activity
from desk.privacy.data_subject import SHORTEST, DataSubject, parse_data_subject
from desk.privacy.erase import ErasureRefused, erase_person
from desk.privacy.personal_data import subject_kinds
from desk.privacy.remaining_mentions import (
    LeftoverPage,
    find_leftovers,
    find_remainders,
    keys_about_person,
)
from desk.privacy.report import export_zip, find_personal_data, group_by_kind
from desk.toolkit.object_links import ToolLink

PERMISSION = "desk.erase_person"
TITLE = gettext_lazy("What we hold about a person")
_SHOWN = 40


def privacy_urls(site, *, confirmed) -> list:
    """Return the URLs of these pages; ``confirmed`` decorates the view that erases."""

    def of_site(view):
        return site.admin_view(never_cache(_permitted(site, view)))

    return [
        path(f"desk/personal/{address}", view, name=f"desk-personal{name}")
        for address, name, view in (
            ("", "", of_site(find_person_view)),
            ("held/", "-held", of_site(personal_data_view)),
            ("export/", "-export", of_site(export_personal_data_view)),
            ("erase/", "-erase", confirmed(of_site(erase_person_view))),
            ("remaining/", "-remaining", of_site(remaining_mentions_view)),
        )
    ]


def may_see_personal_data(request) -> bool:
    """Whether the user may open these pages."""
    return request.user.has_perm(PERMISSION)


def privacy_menu_entry() -> dict:
    """Return the entry in the menu of the desk."""
    return {
        "name": TITLE,
        "object_name": "WhatWeHold",
        "admin_url": reverse("admin:desk-personal"),
        "view_only": True,
        "perms": {},
    }


def privacy_tools(request, record) -> list[ToolLink]:
    """Return the link from a person's form to the personal data stored about them."""
    if not may_see_personal_data(request) or not any(
        isinstance(record, kind.model) for kind in subject_kinds()
    ):
        return []
    query = urlencode(DataSubject([record]).query)
    return [ToolLink(_("What we hold"), f"{reverse('admin:desk-personal-held')}?{query}")]


def _permitted(site, view):
    def permitted(request):
        if not may_see_personal_data(request):
            raise PermissionDenied
        return view(site, request)

    return permitted


def find_person_view(site, request):
    """Choose the records that are the person, or search for words only."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:150]
    results = []
    if len(text) >= SHORTEST:
        results = [
            (capfirst(kind.model._meta.verbose_name), kind.label, kind.search_records(text))
            for kind in subject_kinds()
        ]
    return _page(
        site,
        request,
        "find",
        TITLE,
        q=text,
        found=results,
        shortest=SHORTEST,
        none=text and not any(records for _kind, _label, records in results),
        long_enough=len(text) >= SHORTEST,
    )


def personal_data_view(site, request):
    """List everything stored about the person."""
    subject = parse_data_subject(request.GET)
    if not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    items = find_personal_data(subject)
    return _page(
        site,
        request,
        "held",
        TITLE,
        subject=subject,
        groups=group_by_kind(items, _SHOWN),
        count=len(items),
        leftovers=LeftoverPage(find_leftovers(subject, items), (), request.GET.get("page")),
        query=urlencode(subject.query),
    )


def export_personal_data_view(site, request):
    """Return everything as a ZIP; by POST, since it is logged."""
    subject = parse_data_subject(request.POST)
    if request.method != "POST" or not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    archive = export_zip(subject)
    log_activity("exported-person", by=request.user, label=subject.name)
    headers = {"Content-Disposition": 'attachment; filename="what-we-hold.zip"'}
    return FileResponse(archive, content_type="application/zip", headers=headers)


def erase_person_view(site, request):
    """Show everything and what would remain, ask for the name, erase, show what remains.

    A POST with a ``page`` shows that page of what would remain, and erases nobody.
    """
    subject = parse_data_subject(request.POST if request.method == "POST" else request.GET)
    if not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    error, turned_to = "", request.POST.get("page")
    if request.method == "POST" and turned_to is None:
        try:
            _check(request, subject)
            erasure = erase_person(subject, by=request.user)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            return _remaining(site, request, subject, erasure.about, among=erasure.rows)
    items = find_personal_data(subject)
    remaining = find_leftovers(subject, items)
    if request.method != "POST":
        subject.about = {item.key for item in remaining if item.likely}
    # a portrait goes with the person; here are the others that seem to show them
    own = {file.name for item in items for file in item.files if not item.picture}
    pictures = [item for item in items if item.picture and item.files[0].name not in own]
    return _page(
        site,
        request,
        "erase",
        _("Erase a person"),
        subject=subject,
        error=error,
        groups=group_by_kind(items, _SHOWN),
        count=len(items),
        pictures=pictures,
        leftovers=LeftoverPage(remaining, subject.about, turned_to),
        staying=group_by_kind(find_remainders(subject, keys_about_person(items)), _SHOWN),
        fields=[field for field in subject.query if field[0] != "picture"],
        query=urlencode(subject.query),
    )


def remaining_mentions_view(site, request):
    """Search again for mentions of an erased person, and redact the ticked records.

    By POST, so that no log contains the name.
    """
    subject = parse_data_subject(request.POST)
    if request.method != "POST" or not subject.words:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    error, among = "", None
    if "take_out" in request.POST and subject.about:
        try:
            among = erase_person(subject, by=request.user).rows
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    known = set(request.POST.getlist("known"))
    if "page" in request.POST:
        ticked = subject.about
    else:
        ticked, known = set(), known | subject.about
    return _remaining(site, request, subject, known, error, among, ticked)


def _remaining(site, request, subject, about, error="", among=None, ticked=()):
    """Show what remains, in the rows ``among`` which the words were, or in all.

    The words are only in the page; nothing stores them.
    """
    words = DataSubject(
        words=[*subject.words.names, *subject.words.emails], about=ticked, among=among
    )
    remaining, groups = find_leftovers(words), group_by_kind(find_personal_data(words), _SHOWN)
    stay = group_by_kind(find_remainders(words, about), _SHOWN)
    if not (remaining or groups or stay or error):
        messages.success(request, _("Everything about the person is erased."))
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    return _page(
        site,
        request,
        "remaining",
        _("What remains of the person"),
        subject=words,
        leftovers=LeftoverPage(remaining, words.about, request.POST.get("page")),
        groups=groups,
        staying=stay,
        fields=words.query,
        known=sorted(about),
        error=error,
    )


def _check(request, subject):
    if request.user in subject.records:
        raise ErasureRefused(_("You can’t erase your own account."), code="self")
    confirmation = tidy_name(request.POST.get("confirm", ""))
    if confirmation.casefold() != tidy_name(subject.name).casefold():
        message = _("Type “%(name)s” to confirm.") % {"name": subject.name}
        raise ErasureRefused(message, code="confirm")


def _page(site, request, name, title, **context):
    request.current_app = site.name
    context = {**site.each_context(request), "title": title, "subtitle": None, **context}
    return TemplateResponse(request, f"admin/desk/personal_{name}.html", context)
