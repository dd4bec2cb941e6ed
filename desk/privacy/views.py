"""The pages "What we hold" and "Erase", for those with the permission desk.erase_person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.plaintext import tidy_name
from desk.activity.log import log
from desk.privacy.data_subject import SHORTEST, Subject, subject_from
from desk.privacy.erase import ErasureRefused, erase
from desk.privacy.personal_data import subject_kinds
from desk.privacy.remaining_mentions import about_the_person, leftovers, staying
from desk.privacy.report import as_zip, by_kind, held_about
from desk.toolkit.object_links import Tool

PERMISSION = "desk.erase_person"
TITLE = gettext_lazy("What we hold about a person")
_SHOWN = 40


def personal_urls(site) -> list:
    return [
        path(
            f"desk/personal/{address}",
            site.admin_view(never_cache(_permitted(site, view))),
            name=f"desk-personal{name}",
        )
        for address, name, view in (
            ("", "", find_view),
            ("held/", "-held", held_view),
            ("export/", "-export", export_view),
            ("erase/", "-erase", erase_view),
            ("remaining/", "-remaining", remaining_view),
        )
    ]


def may_see(request) -> bool:
    return request.user.has_perm(PERMISSION)


def personal_entry() -> dict:
    """The page's entry among the lists of the desk, as AdminSite.get_app_list has them."""
    return {
        "name": TITLE,
        "object_name": "WhatWeHold",
        "admin_url": reverse("admin:desk-personal"),
        "view_only": True,
        "perms": {},
    }


def held_tools(request, record) -> list[Tool]:
    """Return the tool that leads from the form of somebody to what is held about them."""
    if not may_see(request) or not any(isinstance(record, kind.model) for kind in subject_kinds()):
        return []
    query = urlencode(Subject([record]).query)
    return [Tool(_("What we hold"), f"{reverse('admin:desk-personal-held')}?{query}")]


def _permitted(site, view):
    def permitted(request):
        if not may_see(request):
            raise PermissionDenied
        return view(site, request)

    return permitted


def find_view(site, request):
    """Choose records that are the person, or only words."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:150]
    found = []
    if len(text) >= SHORTEST:
        found = [
            (capfirst(kind.model._meta.verbose_name), kind.label, kind.matching(text))
            for kind in subject_kinds()
        ]
    return _page(
        site,
        request,
        "find",
        TITLE,
        q=text,
        found=found,
        shortest=SHORTEST,
        none=text and not any(records for _kind, _label, records in found),
        long_enough=len(text) >= SHORTEST,
    )


def held_view(site, request):
    subject = subject_from(request.GET)
    if not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    held = held_about(subject)
    return _page(
        site,
        request,
        "held",
        TITLE,
        subject=subject,
        groups=by_kind(held, _SHOWN),
        count=len(held),
        leftovers=leftovers(subject, held),
        query=urlencode(subject.query),
    )


def export_view(site, request):
    """Everything as a ZIP; by POST, since it is written to the log."""
    subject = subject_from(request.POST)
    if request.method != "POST" or not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    content = as_zip(subject)
    log("exported-person", by=request.user, label=subject.name)
    headers = {"Content-Disposition": 'attachment; filename="what-we-hold.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def erase_view(site, request):
    """Every use and all that would remain, then the name to type, then gone, then what remains."""
    subject = subject_from(request.POST if request.method == "POST" else request.GET)
    if not subject:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    held, error = held_about(subject), ""
    left = leftovers(subject, held)
    if request.method == "POST":
        about = subject.about | about_the_person(held)
        try:
            _check(request, subject)
            erase(subject, by=request.user)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            return _remaining(site, request, subject, about)
    else:
        subject.about = {each.key for each in left if each.likely}
    # a portrait goes with the person; here are the others that seem to show them
    own = {file.name for each in held for file in each.files if not each.picture}
    pictures = [each for each in held if each.picture and each.files[0].name not in own]
    return _page(
        site,
        request,
        "erase",
        _("Erase a person"),
        subject=subject,
        error=error,
        groups=by_kind(held, _SHOWN),
        count=len(held),
        pictures=pictures,
        leftovers=left,
        staying=by_kind(staying(subject, about_the_person(held)), _SHOWN),
        fields=[field for field in subject.query if field[0] != "picture"],
        query=urlencode(subject.query),
    )


def remaining_view(site, request):
    """Look once more for what was left of somebody erased, and take it out of the records ticked.

    By POST, so that no log gets the name.
    """
    subject = subject_from(request.POST)
    if request.method != "POST" or not subject.words:
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    error = ""
    if "take_out" in request.POST and subject.about:
        try:
            erase(subject, by=request.user)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    about = {*request.POST.getlist("known"), *subject.about}
    return _remaining(site, request, subject, about, error)


def _remaining(site, request, subject, about, error=""):
    """What is left now. The words are handed on in the page alone: nothing keeps them."""
    words = Subject(words=[*subject.words.names, *subject.words.emails])
    left, held = leftovers(words), by_kind(held_about(words), _SHOWN)
    stay = by_kind(staying(words, about), _SHOWN)
    if not (left or held or stay or error):
        messages.success(request, _("Everything about the person is erased."))
        return HttpResponseRedirect(reverse("admin:desk-personal"))
    return _page(
        site,
        request,
        "remaining",
        _("What remains of the person"),
        leftovers=left,
        groups=held,
        staying=stay,
        fields=words.query,
        known=sorted(about),
        error=error,
    )


def _check(request, subject):
    if request.user in subject.records:
        raise ErasureRefused(_("You can’t erase your own account."), code="self")
    typed = tidy_name(request.POST.get("confirm", ""))
    if typed.casefold() != tidy_name(subject.name).casefold():
        message = _("Type “%(name)s” to confirm.") % {"name": subject.name}
        raise ErasureRefused(message, code="confirm")


def _page(site, request, name, title, **context):
    request.current_app = site.name
    context = {**site.each_context(request), "title": title, "subtitle": None, **context}
    return TemplateResponse(request, f"admin/desk/personal_{name}.html", context)
