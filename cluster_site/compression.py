"""Answers of text are sent compressed; pictures and files to download are so already."""

from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/json", "application/feed+json", "application/ld+json")


class TextCompressionMiddleware(GZipMiddleware):
    """Django's, for text alone. Its bytes of random length keep a token from being guessed (BREACH)."""

    def process_response(self, request, response):
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind.startswith(_TEXT) or kind.endswith("xml"):
            return super().process_response(request, response)
        return response
