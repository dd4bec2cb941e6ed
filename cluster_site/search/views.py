"""The search page, and suggestions while somebody types."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cluster_site.promotions.counting import count_missed_search
from cluster_site.promotions.targets import PromotedResult, find_promoted
from cluster_site.search.engine import Findings, search
from cluster_site.search.facets import FACETS
from cluster_site.search.parsing import parse_query
from cluster_site.search.results import fetch_results, kind_labels
from core.date_limits import is_allowed_year
from core.network import client_network
from core.page_head import page_head
from core.parsing import parse_whole_number
from core.rate_limit import RateLimit
from news.models import Section

PAGE_SIZE = 10
SUGGESTIONS = 6
# of pages that are made anew; those in the page cache cost nothing and are not counted
LIMIT = RateLimit("search", most=60, within=timedelta(seconds=10))


class SearchView(TemplateView):
    """Everything that is found for ``q``, narrowed by kind, section, year and language."""

    template_name = "cluster_site/search.html"

    def get(self, request, *args, **kwargs):
        typed = request.GET.get("q", "")
        if parse_query(typed).words and not LIMIT.allows(client_network(request)):
            context = self.head(typed) | {"too_many": True}
            response = self.render_to_response(context, status=429)
            response.headers["Retry-After"] = "10"
            add_never_cache_headers(response)
            return response
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        at, typed = self.request.moment.at, self.request.GET.get("q", "")
        chosen = {
            name: value for name in FACETS if (value := self.request.GET.get(name, "").strip())
        }
        if "year" in chosen and not is_allowed_year(parse_whole_number(chosen["year"])):
            del chosen["year"]
        findings = search(typed, at=at, language=get_language(), chosen=chosen)
        pages = -(-len(findings.hits) // PAGE_SIZE)
        number = min(parse_whole_number(self.request.GET.get("page", "")) or 1, max(pages, 1))
        hits = findings.hits[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        results = fetch_results(hits, at=at, highlighter=findings.highlighter)
        promoted = [] if chosen else self.promoted(typed, findings.corrected)
        addresses = {result.address for result in promoted}
        total = findings.counts.total or len(promoted)
        if not total and not chosen:
            self.note_missed(typed)
        return super().get_context_data(
            asked=bool(findings.query.text),
            searched=bool(findings.query.words or findings.query.excluded_phrases),
            findings=findings,
            promoted=promoted if number == 1 else [],
            results=[result for result in results if result.address not in addresses],
            total=total,
            everything=findings.counts.everything if chosen else 0,
            facets=list(self.facets(findings, chosen)),
            chosen=chosen,
            all_address=self.address({"q": typed}),
            first_number=(number - 1) * PAGE_SIZE + 1,
            previous=number > 1 and self.address(chosen | {"q": typed, "page": number - 1}),
            next=number < pages and self.address(chosen | {"q": typed, "page": number + 1}),
            **self.head(typed),
            **kwargs,
        )

    def promoted(self, *texts: str) -> list[PromotedResult]:
        moment = self.request.moment
        return find_promoted(texts, at=moment.at, day=moment.day)

    def note_missed(self, typed: str) -> None:
        """Count a search of the public that found nothing."""
        moment, query = self.request.moment, parse_query(typed)
        if query.words and not moment.chosen:
            count_missed_search(self.request, query.text, language=get_language(), day=moment.day)

    def head(self, typed: str) -> dict:
        text = parse_query(typed).text
        title = _("Search: %(words)s") % {"words": text} if text else _("Search")
        description = f"{title}. {_('In news, pages, members, people and tags.')}"
        return {"typed": text, "heading": _("Search"), **page_head(title, description)}

    def facets(self, findings: Findings, chosen: dict[str, str]):
        """Yield each facet with its values that have results, most frequent first."""
        labels = {
            "kind": (_("Kind"), kind_labels()),
            "section": (
                _("Section"),
                {value: str(label) for value, label in Section.choices if value != Section.PAGE},
            ),
            "year": (_("Year"), {}),
            "language": (_("Language"), {"en": "English", "nb": "Norsk"}),
        }
        typed = self.request.GET.get("q", "")
        for name, (label, names) in labels.items():
            numbers = findings.counts.values[name]
            others = {other: value for other, value in chosen.items() if other != name}
            present = {chosen[name]} if name in chosen else set()
            values = list(names) if names else sorted({*numbers, *present}, reverse=True)
            options = [
                {
                    "label": names.get(value, value),
                    "number": numbers[value],
                    "current": chosen.get(name) == value,
                    "address": self.address({"q": typed, **others, name: value}),
                    "language": value if name == "language" else "",
                }
                for value in values
                if numbers[value] or value in present
            ]
            if len(options) > 1 or name in chosen:
                yield {
                    "label": label,
                    "name": name,
                    "options": options,
                    "chosen": name in chosen,
                    "all": self.address({"q": typed, **others}),
                }

    @staticmethod
    def address(values: dict) -> str:
        return f"{reverse('search')}?{urlencode(values)}"

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if context.get("asked") and not context["total"]:
            add_never_cache_headers(response)
        return response


def suggest_view(request):
    """Return the best results for what is being typed, as JSON."""
    typed = request.GET.get("q", "")
    if not parse_query(typed).words:
        return JsonResponse({"suggestions": []})
    if not LIMIT.allows(client_network(request)):
        response = JsonResponse({"suggestions": []}, status=429, headers={"Retry-After": "10"})
        add_never_cache_headers(response)
        return response
    at = request.moment.at
    findings = search(typed, at=at, language=get_language(), unfinished=True, depth=SUGGESTIONS)
    return JsonResponse(
        {
            "suggestions": [
                {"label": result.label, "title": result.title, "address": result.address}
                for result in fetch_results(findings.hits, at=at)
            ]
        }
    )
