"""Words that records share, found whatever their capitals: tags and focus areas."""

from django.db.models import F, Model, Q, Value

from core.slugs import make_free_slug
from core.sortkeys import alphabetical_expression


class VocabularyLoader:
    """Records of one vocabulary by slug, created if missing."""

    def __init__(self, model: type[Model], columns: list[str]):
        self._model, self._columns = model, columns
        self._found: dict[str, Model] = {}

    def find(self, word: str) -> Model | None:
        """Return the record that has ``word`` in any of the columns."""
        if word not in self._found:
            same = Q()
            for column in self._columns:
                same |= Q(**{f"{column}_folded": alphabetical_expression(Value(word))})
            words = self._model.objects.annotate(
                **{
                    f"{column}_folded": alphabetical_expression(F(column))
                    for column in self._columns
                }
            )
            record = words.filter(same).order_by("pk").first()
            if record is None:
                return None
            self._found[word] = record
        return self._found[word]

    def find_or_make(self, word: str, **values) -> Model:
        """Return the record that has ``word`` in any of the columns; create it with ``values`` if there is none."""
        record = self.find(word)
        if record is None:
            record = self._model.objects.create(slug=self._free_slug(word), **values)
            self._found[word] = record
        return record

    def _free_slug(self, word: str) -> str:
        return make_free_slug(
            word,
            lambda slug: self._model._base_manager.filter(slug=slug).exists(),
            fallback=self._model._meta.model_name,
            max_length=self._model._meta.get_field("slug").max_length,
        )
