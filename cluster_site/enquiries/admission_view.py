"""The page "Take in as a member": who it may be already, then its details and its membership."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cluster_site.enquiries.admission import (
    PERMISSIONS,
    AdmissionError,
    admit_known_member,
    admit_new_member,
    find_enquiry_lookalikes,
    suggested_values,
)
from cluster_site.enquiries.admission_forms import AdmissionForm, AdmittedMemberForm
from cluster_site.enquiries.models import Enquiry
from core.parsing import parse_whole_number
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_record
from desk.autosave.outdated_form import renew_form_token
from members.admin.member_forms import MemberForm
from members.models import Member
from members.visibility import describe_visibility


def admission_view(model_admin, request, pk: int):
    """Show the members it may be and the form of a new one; a POST takes it in."""
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    with open_form_transaction(request, Enquiry(pk=pk)) as is_erased:
        return _admission_page(model_admin, request, pk, is_erased)


def _admission_page(model_admin, request, pk: int, is_erased: bool):
    """Return the page, or where a POST leads; one from which a name was erased is shown again."""
    enquiry = get_object_or_404(Enquiry, pk=pk, kind=Enquiry.Kind.JOIN)
    if enquiry.member is not None:
        return _redirect(request, enquiry.member, _("%(name)s was taken in already."))
    posted = request.POST if request.method == "POST" else None
    lookalikes = find_enquiry_lookalikes(enquiry, *_typed_names(posted))
    choice = AdmissionForm(lookalikes, posted)
    details = AdmittedMemberForm(posted, initial=suggested_values(enquiry), prefix="member")
    member = None
    if posted is not None and choice.is_valid() and not is_erased:
        member = _admit(request, enquiry, choice, details)
    if member is not None:
        return _redirect(request, member, _("%(name)s is taken in. Its enquiry is done."))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Take in as a member"),
        "subtitle": enquiry.organisation,
        "opts": model_admin.opts,
        "list_name": model_admin.opts.verbose_name_plural.capitalize(),
        "list_page": reverse("admin:cluster_site_enquiry_changelist"),
        "change_page": model_admin.page_of(enquiry, "change"),
        "enquiry": enquiry,
        "choice": choice,
        "details": details,
        "token": renew_form_token(
            request, session_for_record(enquiry, request.user.pk, "admission")
        ),
    }
    return TemplateResponse(request, "cluster_site/enquiries/admission.html", context)


def _admit(request, enquiry: Enquiry, choice: AdmissionForm, details: AdmittedMemberForm):
    """Return the member that the enquiry becomes, or None where a form says why not."""
    given = {"enquiry": enquiry, "membership": choice.membership, "by": request.user}
    if chosen := choice.chosen_member:
        return admit_known_member(member=chosen, **given)
    if not details.is_valid():
        return None
    offered = set(map(parse_whole_number, request.POST.getlist("offered")))
    try:
        return admit_new_member(
            member=details.instance, choose_slug=details.free_slug, offered=offered, **given
        )
    except AdmissionError as refusal:
        choice.add_error("who", refusal)
    return None


def _typed_names(posted) -> list[str]:
    names = [posted.get(f"member-{name}", "") for name in MemberForm.names] if posted else []
    return [name for name in names if name]


def _redirect(request, member: Member, words: str) -> HttpResponseRedirect:
    messages.success(request, words % {"name": member.name})
    messages.info(request, describe_visibility(member, request.moment)[1])
    if request.user.has_perm("relations.add_invitation"):
        page = f"{reverse('admin:relations_invite')}?member={member.pk}"
        link = format_html('<a href="{}">{}</a>', page, _("Invite it to tell about itself"))
        messages.info(request, link)
    return HttpResponseRedirect(reverse("admin:members_member_change", args=[member.pk]))
