from modeltranslation.translator import TranslationOptions, register

from images.models import Image


@register(Image)
class ImageTexts(TranslationOptions):
    fields = ("alt", "caption", "credit")
