"""Form fields for groups, permissions and passwords."""

from django import forms
from django.contrib.auth.forms import ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import is_password_usable
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from accounts.groups import group_description, group_title
from accounts.permissions import group_permissions_by_model, permission_action_label


class GroupsField(forms.ModelMultipleChoiceField):
    """Checkboxes of groups, each with what it allows."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        about = group_description(group)
        return f"{group_title(group)} – {about}" if about else str(group_title(group))


class _ByRecord(ModelChoiceIterator):
    def __iter__(self):
        for heading, permissions in group_permissions_by_model(self.queryset):
            yield heading, [self.choice(permission) for permission in permissions]


class PermissionsWidget(forms.CheckboxSelectMultiple):
    """Checkboxes of permissions, grouped by model."""

    template_name = "desk/widgets/permissions.html"


class PermissionsField(forms.ModelMultipleChoiceField):
    """Checkboxes of permissions, grouped by model."""

    widget = PermissionsWidget
    iterator = _ByRecord

    def label_from_instance(self, permission):
        return permission_action_label(permission)


class PasswordStateWidget(ReadOnlyPasswordHashWidget):
    """Shows whether an account has a password, and nothing of its hash, salt or algorithm."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        label = _("A password is set.") if is_set else _("No password is set.")
        context["summary"] = [{"label": label}]
        return context


class PasswordStateField(ReadOnlyPasswordHashField):
    """Read-only field with the state of the password."""

    widget = PasswordStateWidget
