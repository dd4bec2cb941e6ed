"""Accounts and groups in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.groups import GROUPS, group_description, group_title
from accounts.models import User
from accounts.permissions import assignable_permissions
from desk.accounts.confirmation import ConfirmedAdmin
from desk.accounts.fields import GroupsField, PasswordStateField, PermissionsField
from desk.accounts.leaving import AccountLifecycleAdmin
from desk.accounts.rights import (
    RightsLoggingAdmin,
    delete_group,
    describe_group_rights,
    describe_user_rights,
)
from desk.activity.log import log_activity
from desk.records.model_admin import DeskAdmin
from desk.toolkit.forms import RefusableForm


class NewUserForm(RefusableForm, AdminUserCreationForm):
    """The form of a new account."""

    class Meta:
        model = User
        fields = ("email", "name", "language")


class ChangeUserForm(RefusableForm, UserChangeForm):
    """The form of an account."""

    password = PasswordStateField(
        label=UserChangeForm.base_fields["password"].label,
        help_text=_("Nobody can see it; a new one can be set."),
    )

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}
        labels = {"is_superuser": _("May do everything")}
        help_texts = {"is_superuser": _("Also what no group allows.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["password"].help_text = self.base_fields["password"].help_text


class GroupForm(RefusableForm):
    """A group and its permissions; permissions on inline models are not shown and do not change."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_permissions(self):
        permissions = self.cleaned_data["permissions"]
        if self.instance.pk is None:
            return permissions
        others = self.instance.permissions.exclude(pk__in=assignable_permissions())
        return Permission.objects.filter(Q(pk__in=permissions) | Q(pk__in=others))


class GroupFilter(admin.RelatedFieldListFilter):
    """Filter by group, with the names shown on the screen, in the reader's language."""

    def field_choices(self, field, request, model_admin):
        return [(group.pk, str(group_title(group))) for group in Group.objects.order_by("name")]


@admin.register(User)
class StaffAdmin(ConfirmedAdmin, AccountLifecycleAdmin, RightsLoggingAdmin, DeskAdmin, UserAdmin):
    """The accounts of staff."""

    keeps_history = (
        False  # a password's hash is nobody's history; the activity log tells of permissions
    )
    form = ChangeUserForm
    add_form = NewUserForm
    rights_of = staticmethod(describe_user_rights)
    list_display = ("name", "email", "in_groups", "language", "is_active", "last_login")
    list_display_links = ("name", "email")
    list_filter = ("is_active", ("groups", GroupFilter), "language")
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

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups":
            # a group is made in its own list
            field.widget.can_add_related = False
        return field

    def has_change_permission(self, request, obj=None):
        """Only a superuser may change a superuser, whose password gives access to everything."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        """Return False: accounts are closed, not deleted, since the history keeps the name."""
        return False

    def log_change(self, request, obj, message):
        if "password" in str(message).lower() and request.resolver_match.url_name == (
            "auth_user_password_change"
        ):
            log_activity("password-changed", by=request.user, record=obj)
        return super().log_change(request, obj, message)

    @admin.display(description=_("groups"))
    def in_groups(self, user):
        return ", ".join(str(group_title(group)) for group in user.groups.all())


admin.site.unregister(Group)


@admin.register(Group)
class GroupsAdmin(ConfirmedAdmin, RightsLoggingAdmin, DeskAdmin, GroupAdmin):
    """The groups; the four built-in ones keep their names, by which code finds them."""

    keeps_history = False
    form = GroupForm
    rights_of = staticmethod(describe_group_rights)
    list_display = ("title", "about")
    filter_horizontal = ()
    actions = None

    def get_fields(self, request, obj=None):
        office = obj is not None and obj.name in GROUPS
        return ("title", "about", "permissions") if office else ("name", "permissions")

    def get_readonly_fields(self, request, obj=None):
        return ("title", "about")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return PermissionsField(assignable_permissions(), label=_("Permissions"), required=False)

    def render_change_form(self, request, context, obj=None, **kwargs):
        context["subtitle"] = obj and str(group_title(obj))
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.name not in GROUPS)

    def delete_model(self, request, obj):
        delete_group(obj, by=request.user)

    @admin.display(description=_("name"), ordering="name")
    def title(self, group):
        return group_title(group)

    @admin.display(description=_("what it allows"))
    def about(self, group):
        return group_description(group) or "–"
