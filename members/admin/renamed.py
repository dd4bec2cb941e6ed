"""Renaming in the admin: former names are stored, and a message says so."""

from django.utils.translation import gettext as _

from desk.toolkit.auto_slugs import AutoSlugForm
from members.renaming import record_former_names

FORMER_NAME = ("name", "slug", "until")


class RenamedForm(AutoSlugForm):
    """Form of a record with former names: no other record may take an address that redirects to it."""

    def slug_owner(self, slug):
        former = self._meta.model._meta.get_field("former_names")
        rows = former.related_model.objects.filter(slug=slug).select_related(former.field.name)
        row = rows.exclude(**{former.field.name: self.instance.pk}).first()
        return super().slug_owner(slug) or (row and getattr(row, former.field.name))


class FormerNamesMixin:
    """Admin mixin that records the former name when a record is renamed."""

    def save_model(self, request, obj, form, change):
        before = self.model.objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        for name in record_former_names(before, obj) if before else ():
            words = _("“%(name)s” is kept as a former name. Delete it there if it was a mistake.")
            self.message_user(request, words % {"name": name})
