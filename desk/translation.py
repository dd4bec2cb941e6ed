from modeltranslation.translator import TranslationOptions, register

from desk.models import TrashedRecord


@register(TrashedRecord)
class LabelInBothLanguages(TranslationOptions):
    fields = ("label",)
