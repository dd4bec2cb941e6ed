"""Accounts in the admin, here because the desk stands above them: who signs in, and what they may do."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.forms import RefusableForm
from desk.options import DeskAdmin
from desk.personal.accounts import erase_account
from desk.trash_admin import TrashAdmin

__all__ = ["StaffAdmin", "TrashAdmin", "erase_account"]


class NewUserForm(RefusableForm, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")


class ChangeUserForm(RefusableForm, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


@admin.register(User)
class StaffAdmin(DeskAdmin, UserAdmin):
    kept = False  # a password's hash is nobody's history; the activity log tells of permissions
    form = ChangeUserForm
    add_form = NewUserForm
    list_display = ("name", "email", "in_groups", "language", "is_active", "last_login")
    list_display_links = ("name", "email")
    list_filter = ("is_active", "groups", "language")
    search_fields = ("name", "email")
    ordering = ("name", "email")
    filter_horizontal = ()
    autocomplete_fields = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("name", "email", "password", "language")}),
        (_("What they may do"), {"fields": ("groups", "is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "name", "language", "usable_password", "password1", "password2")},
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "is_superuser")

    def has_change_permission(self, request, obj=None):
        """Nobody but a superuser may change a superuser, whose password is the way to everything."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    @admin.display(description=_("groups"))
    def in_groups(self, user):
        return ", ".join(group.name for group in user.groups.all())
