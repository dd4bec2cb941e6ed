from modeltranslation.translator import TranslationOptions, register

from images.models import Image


@register(Image)
class ImageTexts(TranslationOptions):
    """The translated fields of pictures."""

    fields = ("alt", "caption", "credit")
