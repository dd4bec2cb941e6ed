"""Accounts and groups in the admin: who signs in, and what they may do."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.groups import GROUPS, description_of, title_of
from accounts.models import User
from desk.accounts.leaving import Leaving
from desk.accounts.rights import RightsLogged, rights_of_group, rights_of_user
from desk.activity import log
from desk.forms import RefusableForm
from desk.options import DeskAdmin


class GroupsField(forms.ModelMultipleChoiceField):
    """The groups to tick, each with what it allows."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        about = description_of(group)
        return f"{title_of(group)} – {about}" if about else str(title_of(group))


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
class StaffAdmin(Leaving, RightsLogged, DeskAdmin, UserAdmin):
    kept = False  # a password's hash is nobody's history; the activity log tells of permissions
    form = ChangeUserForm
    add_form = NewUserForm
    rights_of = staticmethod(rights_of_user)
    list_display = ("name", "email", "in_groups", "language", "is_active", "last_login")
    list_display_links = ("name", "email")
    list_filter = ("is_active", "groups", "language")
    search_fields = ("name", "email")
    ordering = ("name", "email")
    filter_horizontal = ()
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
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "is_superuser")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            return GroupsField(Group.objects.order_by("name"), label=_("Groups"), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        """Nobody but a superuser may change a superuser, whose password is the way to everything."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed, not deleted: the history keeps the name."""
        return False

    def log_change(self, request, obj, message):
        if "password" in str(message).lower() and request.resolver_match.url_name == (
            "auth_user_password_change"
        ):
            log("password-changed", by=request.user, record=obj)
        return super().log_change(request, obj, message)

    @admin.display(description=_("groups"))
    def in_groups(self, user):
        return ", ".join(str(title_of(group)) for group in user.groups.all())


admin.site.unregister(Group)


@admin.register(Group)
class GroupsAdmin(RightsLogged, DeskAdmin, GroupAdmin):
    """The groups; the four of the office keep their names, by which they are found."""

    kept = False
    rights_of = staticmethod(rights_of_group)
    list_display = ("title",)
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ("name",) if obj is not None and obj.name in GROUPS else ()

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.name not in GROUPS)

    @admin.display(description=_("name"), ordering="name")
    def title(self, group):
        return title_of(group)
