"""Inline rows in forms of the desk."""

from django.contrib import admin
from django.contrib.auth import get_permission_codename

from desk.toolkit.fields import DeskFields, exclude_stored_apart
from desk.toolkit.forms import DeskForm
from desk.toolkit.formsets import DeskFormSet


class DeskInline(DeskFields):
    """Inline rows with the formset of :class:`desk.toolkit.formsets.DeskFormSet`."""

    form = DeskForm
    formset = DeskFormSet
    extra = 0
    keeps_history = True
    _names: tuple[str, ...] | None = None

    def get_fields(self, request, obj=None):
        # Django makes a form class to learn their names, each time it is asked
        if self._names is None:
            type(self)._names = tuple(super().get_fields(request, obj))
        return self._names

    def get_formset(self, request, obj=None, **kwargs):
        formset_class = super().get_formset(request, obj, **kwargs)
        exclude_stored_apart(formset_class.form)
        return formset_class


class ParentPermissionsMixin:
    """Inline rows that whoever may change the parent may add, change and delete."""

    def _may_change(self, request, obj):
        opts = self.parent_model._meta
        action = "add" if obj is None else "change"
        return request.user.has_perm(f"{opts.app_label}.{get_permission_codename(action, opts)}")

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_view_permission(self, request, obj=None):
        return True


class DeskTabularInline(DeskInline, ParentPermissionsMixin, admin.TabularInline):
    """A table of inline rows."""


class DeskStackedInline(DeskInline, ParentPermissionsMixin, admin.StackedInline):
    """Stacked inline rows."""
