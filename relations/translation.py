from modeltranslation.translator import TranslationOptions, register

from relations.models import Question, QuestionSet, WelcomePattern


@register(QuestionSet)
class SetNameInBothLanguages(TranslationOptions):
    """The translated fields of sets of questions."""

    fields = ("name",)


@register(Question)
class QuestionInBothLanguages(TranslationOptions):
    """The translated fields of questions."""

    fields = ("text",)


@register(WelcomePattern)
class WelcomeTexts(TranslationOptions):
    """The translated fields of welcome patterns."""

    fields = ("title", "opening", "transition")
