"""The admin of rows that the site writes by itself and users only read."""

from desk.records.model_admin import DeskAdmin


class ViewOnlyAdmin(DeskAdmin):
    """A model admin in which nobody adds, changes or deletes anything."""

    keeps_history = False
    modules: tuple[str, ...] = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
