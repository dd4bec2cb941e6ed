"""Messages in the form of a member, and after saving, about where visitors see it."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.moment import Moment
from members.models import Member, Membership
from members.visibility import NOWHERE, describe_visibility


class VisibilityMessagesMixin:
    """Admin mixin for members that says where visitors see the record, with ``new_form`` for new ones."""

    new_form: type

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = self.form if obj else self.new_form
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def get_inlines(self, request, obj):
        """Omit the memberships of a new organisation, whose form has the fields of the first one."""
        inlines = super().get_inlines(request, obj)
        return inlines if obj else [inline for inline in inlines if inline.model is not Membership]

    def get_fieldsets(self, request, obj=None):
        first = "visitors" if obj else "member_since"
        return [
            (name, {**options, "fields": (first, *options["fields"])})
            if "aside" in options.get("classes", ())
            else (name, options)
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "visitors")

    @admin.display(description=_("on the site"))
    def visitors(self, member):
        words = describe_visibility(member, Moment(timezone.now()))
        return format_html('<span class="state state-{}">{}</span>', *words)

    def is_shown(self, request, obj):
        return Member.objects.known(request.moment.at).filter(pk=obj.pk).exists()

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if IS_POPUP_VAR not in request.POST:
            mark, words = describe_visibility(obj, request.moment)
            level = messages.WARNING if mark == NOWHERE else messages.SUCCESS
            self.message_user(request, words, level)
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        mark, words = describe_visibility(obj, request.moment)
        if mark == NOWHERE and IS_POPUP_VAR not in request.POST:
            self.message_user(request, words, messages.WARNING)
        return response
