"""Match lines of a spreadsheet to records by former names, so that none is created twice."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.import_export.resources import SheetResource


class FormerNamesResourceMixin(SheetResource):
    """Import and export lines of records that have former names."""

    def taken_slugs(self):
        former = self._former_names.values_list("slug", flat=True)
        return super().taken_slugs().union(former)

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        relation = self._meta.model._meta.get_field("former_names").field.name
        former = self._former_names.select_related(relation).order_by("pk")
        self._former = {
            self.key_of_name(record.name): getattr(record, relation) for record in former
        }

    def check_new_name(self, name):
        if record := self._former.get(self.key_of_name(name)):
            raise ValidationError(
                _("“%(old)s” is what “%(member)s” was called before. Write the name of today.")
                % {"old": name, "member": record}
            )

    @property
    def _former_names(self):
        return self._meta.model._meta.get_field("former_names").related_model.objects.all()
