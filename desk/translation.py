from modeltranslation.translator import TranslationOptions, register

from desk.models import TrashedRecord


@register(TrashedRecord)
class TrashedRecordTranslation(TranslationOptions):
    """The label of a record in the trash, in every language."""

    fields = ("label",)
