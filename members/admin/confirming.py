"""Confirm that the details of a member are right: by one click, or for many members at once."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import lock_record
from desk.history.recording import record_outside_changes, record_revision
from desk.records.bulk_actions import BulkItem, bulk_action_view
from desk.toolkit.object_links import ToolLink


class ConfirmDetailsMixin:
    """Admin mixin with a button that confirms the details of a member as of the site's current day."""

    actions = ("confirm_details",)

    def get_urls(self):
        view = self.admin_site.admin_view(self.confirm_view)
        return [
            path("<int:pk>/confirm/", view, name="members_member_confirm"),
            *super().get_urls(),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_change_permission(request, obj):
            return tools
        return [*tools, ToolLink(_("Details are right today"), self.page_of(obj, "confirm"), True)]

    def confirm_view(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        member = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, member):
            raise PermissionDenied
        with transaction.atomic():
            self._confirm(request, member)
        message = _("The details of %(name)s are right today. Its page says so.")
        messages.success(request, message % {"name": member.name})
        return HttpResponseRedirect(self.page_of(member, "change"))

    @admin.action(permissions=["change"], description=gettext_lazy("Details are right today"))
    def confirm_details(self, request, queryset):
        return bulk_action_view(
            self,
            request,
            queryset,
            action="confirm_details",
            title=_("Details are right today"),
            act=lambda item, given: self._confirm(request, item.record),
            items_of=partial(_confirmation_items, today=request.moment.day),
        )

    def _confirm(self, request, member):
        if not self.has_change_permission(request, member):
            raise PermissionDenied
        member = lock_record(member)
        record_outside_changes(member)
        member.confirmed_on = request.moment.day
        member.save(update_fields=["confirmed_on"])
        record_revision(member, by=request.user)


def _confirmation_items(members, *, today) -> list[BulkItem]:
    items = []
    for member in members:
        day = member.confirmed_on
        state = (
            _("confirmed on %(date)s") % {"date": date_format(day)} if day else _("never confirmed")
        )
        items.append(
            BulkItem(member, state, ticked=None if day == today else True, version=str(day))
        )
    return items
