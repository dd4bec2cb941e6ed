"""Renaming in the admin: the old names are kept, and that is told."""

from django.utils.translation import gettext as _

from members.renaming import keep_former_names

FORMER_NAME = ("name", "slug", "until")


class Renamed:
    """A model admin mixin for what has former names."""

    def save_model(self, request, obj, form, change):
        before = self.model.objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        for name in keep_former_names(before, obj) if before else ():
            words = _("“%(name)s” is kept as a former name. Delete it there if it was a mistake.")
            self.message_user(request, words % {"name": name})
