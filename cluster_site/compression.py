"""Answers of text are sent compressed; pictures and files to download are so already."""

from django.middleware.gzip import GZipMiddleware

from cluster_site.page_cache.page import COMPRESSES, is_cacheable, is_text


class TextCompressionMiddleware(GZipMiddleware):
    """Compress text responses only; Django's random padding protects tokens against BREACH.

    What the page cache keeps it compresses itself, once.
    """

    def process_response(self, request, response):
        if request.META.get(COMPRESSES) and is_cacheable(response.status_code, response.headers):
            return response
        if is_text(response.get("Content-Type", "")):
            return super().process_response(request, response)
        return response
