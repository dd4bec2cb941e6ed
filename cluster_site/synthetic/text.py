"""Sentences, names and titles out of a vocabulary, chosen by a seeded generator."""

from random import Random

from cluster_site.synthetic.vocabulary import load_names, load_vocabulary

_SHORTEST, _LONGEST = 8, 20  # words of a sentence
_PLACES = [
    *("bakken", "berget", "dalen", "eng", "fjorden", "gård", "haug", "heim", "holmen", "land"),
    *("mo", "nes", "rud", "sand", "stad", "strand", "sund", "vang", "vik", "voll"),
]
_FORMS = ["AS", "ASA", "SA", "Institute", "Hospital", "Foundation", "Labs", "Invest"]


class Writer:
    """Writes text with one seeded generator, so that the same calls give the same words."""

    def __init__(self, random: Random):
        self.random = random
        self._vocabularies = {language: load_vocabulary(language) for language in ("en", "nb")}
        self._names = load_names()

    def words(self, language: str, number: int) -> list[str]:
        """Return words as often as the language has them, function words among them."""
        return self.random.choices(self._vocabularies[language].lots, k=number)

    def text(self, language: str, words: int) -> str:
        """Return sentences of ``words`` words together."""
        chosen, sentences, start = self.words(language, words), [], 0
        while start < words:
            end = start + self.random.randint(_SHORTEST, _LONGEST)
            if words - end < _SHORTEST:
                end = words
            sentences.append(" ".join(chosen[start:end]).capitalize())
            start = end
        return f"{'. '.join(sentences)}."

    def sentence(self, language: str) -> str:
        return self.text(language, self.random.randint(_SHORTEST, _LONGEST))

    def title(self, language: str) -> str:
        return " ".join(self.words(language, self.random.randint(5, 9))).capitalize()

    def content_words(self, language: str, number: int) -> list[str]:
        """Return the commonest words of the language that are no function words."""
        return self._vocabularies[language].content_words[:number]

    def person(self) -> str:
        return f"{self.random.choice(self._names)} {self.place()}"

    def place(self) -> str:
        return self.random.choice(self._names) + self.random.choice(_PLACES)

    def organisation(self) -> str:
        form = self.random.choice(_FORMS)
        return f"{self.place()} {self.random.choice(self._names)} {form}"
