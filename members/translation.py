from modeltranslation.translator import TranslationOptions, register

from members.models import Category, Decision, FocusArea, Member, Person


@register((Category, FocusArea))
class NameInBothLanguages(TranslationOptions):
    fields = ("name",)


@register(Member)
class MemberTexts(TranslationOptions):
    fields = ("name", "summary", "description")


@register(Person)
class PersonTexts(TranslationOptions):
    fields = ("title", "biography")


@register(Decision)
class PlaceInBothLanguages(TranslationOptions):
    fields = ("where",)
