"""Requests for approval in the admin: the list, and the pages that it leads to."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from desk.records.view_only import ViewOnlyAdmin
from members.standing import format_day
from relations.admin import approval_pages
from relations.admin.approval_states import RequestStateFilter, describe_request_state
from relations.admin.withdraw_page import withdraw_view
from relations.approvals.requests import PERMISSION
from relations.models import ApprovalRequest


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(ViewOnlyAdmin):
    """Requests for approval, for those who may change quotes; they are made from a quote."""

    list_display = ("words", "to", "standing", "due", "made_by")
    list_filter = (RequestStateFilter, "language")
    list_select_related = ("statement", "made_by", "mail")
    search_fields = ("statement__text", "to_name", "to_email")
    date_hierarchy = "made_at"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_module_permission = has_view_permission

    def lookup_allowed(self, lookup, value, request):
        return lookup == "statement__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("links")

    def get_urls(self):
        view = partial(withdraw_view, self)
        pattern = path(
            "withdraw/<int:pk>/",
            self.admin_site.admin_view(view),
            name="relations_approvalrequest_withdraw",
        )
        return [pattern, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        self._check_permission(request)
        return approval_pages.ask_view(self, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._check_permission(request)
        return approval_pages.request_view(self, request, object_id)

    def _check_permission(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    @admin.display(description=_("quote"))
    def words(self, approval):
        return Truncator(approval.statement.text).words(12)

    @admin.display(description=_("to"), ordering="to_name")
    def to(self, approval):
        return f"{approval.to_name}, {approval.to_email}" if approval.to_email else approval.to_name

    @admin.display(description=_("state"))
    def standing(self, approval):
        state = describe_request_state(approval)
        return format_html('<span class="state state-{}">{}</span>', *state)

    @admin.display(description=_("answer wanted by"), ordering="due_on")
    def due(self, approval):
        return format_day(approval.due_on)
