from modeltranslation.translator import TranslationOptions, register

from members.models import Category, Decision, FocusArea, Member, Person


@register((Category, FocusArea))
class NameInBothLanguages(TranslationOptions):
    """The translated fields of categories and focus areas."""

    fields = ("name",)


@register(Member)
class MemberTexts(TranslationOptions):
    """The translated fields of members."""

    fields = ("name", "summary", "description")


@register(Person)
class PersonTexts(TranslationOptions):
    """The translated fields of people."""

    fields = ("title", "biography")


@register(Decision)
class PlaceInBothLanguages(TranslationOptions):
    """The translated fields of decisions."""

    fields = ("where",)
