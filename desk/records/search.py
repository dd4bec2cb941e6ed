"""How the records of an admin are found: in its list, by the desk's search, and in fields that choose one."""

from functools import reduce
from operator import or_

from django.db.models import Case, IntegerField, Q, When

from core.record_search import search_records

_CHOICES = 20  # that a field offers of what the site's search finds


class SearchMixin:
    """Model admin mixin: names are found without their accents, and so is what the site's search finds."""

    # what choice_label reads of other records
    choice_related: tuple[str, ...] = ()

    def get_search_fields(self, request):
        """Let every search find Łódź by lodz, whatever the locale of the database."""
        fields = super().get_search_fields(request)
        return tuple(f"{name}__folded_contains" for name in fields)

    def choice_label(self, obj) -> str:
        """Return the label of ``obj`` in a field where it can be chosen."""
        return str(obj)

    def why_not_chosen(self, obj) -> str:
        """Return why ``obj`` can't be chosen in forms any more, or an empty string."""
        return ""

    def search(self, request, term, most):
        """Return the first records that match ``term`` and that the user may see, best matches first.

        What the site's own search finds besides comes last.
        """
        queryset, has_duplicates = self.get_search_results(
            request, self.get_queryset(request), term
        )
        queryset = queryset.distinct() if has_duplicates else queryset
        records = list(self.word_starts_first(queryset, term)[:most])
        if len(records) < most:
            keys = search_records(self.model, term, at=request.moment.at, most=2 * most)
            by_key = self.get_queryset(request).in_bulk(set(keys) - {row.pk for row in records})
            records += [by_key[key] for key in keys if key in by_key]
        return records[:most]

    def get_search_results(self, request, queryset, search_term):
        """Let a field that chooses a record find what the site's search finds, if nothing is called so."""
        matches, has_duplicates = super().get_search_results(request, queryset, search_term)
        choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        if not choosing or not search_term.strip() or matches[:1]:
            return matches, has_duplicates
        keys = search_records(self.model, search_term, at=request.moment.at, most=_CHOICES)
        return (queryset.filter(pk__in=keys) if keys else matches), False

    def word_starts_first(self, queryset, term):
        """Order results: records with a word that begins with ``term`` before those that contain it."""
        term = term.strip()
        names = [name for name in super().get_search_fields(None) if "__" not in name]
        if not term or not names:
            return queryset
        starts = reduce(or_, (Q(**{f"{name}__folded_word_start": term}) for name in names))
        rank = Case(When(starts, then=0), default=1, output_field=IntegerField())
        ordering = queryset.query.order_by or self.opts.ordering
        return queryset.annotate(search_rank=rank).order_by("search_rank", *ordering)

    def order_choices(self, queryset, request):
        """Order the results of an autocomplete; records annotated as ``preferred`` come first."""
        return self.word_starts_first(queryset, request.GET.get("term", ""))
