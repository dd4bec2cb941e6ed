"""Vocabularies of two languages: words that nobody has, as frequent as words of a language are.

The commonest are the language's own function words, which a search leaves out. The others are made of
syllables; how often each is used falls with its rank as the law of Zipf and Mandelbrot says.
"""

from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from random import Random
from typing import NamedTuple

WORDS = 40_000  # of each language
NAMES = 6000  # given names
_LOTS = 1_000_000
_OFFSET, _EXPONENT = 2.7, 1.07  # Mandelbrot's, as they are in English newspapers
_ONE_SYLLABLE, _TWO_SYLLABLES = 600, 12_000  # ranks up to which a word is so short

# in the order of their frequency, and all of them in PostgreSQL's lists of stop words
_FUNCTION_WORDS = {
    "en": """the of and to in a is that for it as was with be by on not he his but at are this have from
        or had an they which you were her all she there their we him been has when who will more no if out
        so what up its about into than them can only other some these then do any my now such our over me
        most after did before through where your down should because each just those too how very own here
        both between being under same few again while further during once until""",
    "nb": """og i det at en et den til er som på de med han av ikke der så var seg men ett har om vi min
        ha hadde hun nå over da ved fra du ut sin dem opp man kan hans hvor eller hva skal selv her alle vil
        bli ble kunne inn når være noen noe ville dere deres kun etter ned skulle denne for si sine mot å
        meget hvorfor dette disse uten hvordan ingen blir samme hvilken inni mellom vår hver hvem både bare
        enn fordi før mange også slik vært begge siden""",
}
_SYLLABLES = {
    "en": (
        "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sm sn sp st str t th tr v w",
        "a a a e e e i i o o u ai ea ee oa oo ou",
        "b ck d ft g ld ll m mp n n nd nk nt p r r rd rk rm rn s ss st t t x",
    ),
    "nb": (
        "b bj bl br d dr f fj fl fr g gj gl gr h hv k kj kl kr kv l m n p pl pr r s sj sk sl sm sp st str t tr v",
        "a a a e e e i i o o u y æ ø ø å ei au",
        "d g k l ld ll lt m mt n n nd nn nt p r r rd rk rm rn rs s sk st t v",
    ),
}
_ENDINGS = {
    "en": ["", "", "", "s", "ed", "ing", "er", "ly", "ation", "ment", "ness", "al", "ive", "ity"],
    "nb": ["", "", "", "en", "et", "er", "ene", "te", "ing", "het", "lig", "dom", "skap", "isk"],
}
_NAME_ENDINGS = [
    *("a", "ar", "bera", "bjørn", "dis", "frid", "gard", "geir", "gunn"),
    *("hild", "ia", "leif", "lina", "mund", "rik", "unn", "vard", "vor"),
]


class Vocabulary(NamedTuple):
    """The words of a language, the commonest first: its function words, the others, and all in a lottery.

    ``lots`` has each word as often as it is frequent, so that one of them is drawn at no cost.
    """

    function_words: list[str]
    content_words: list[str]
    lots: list[str]


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of ``language``, the same every time."""
    function_words = _FUNCTION_WORDS[language].split()
    words = dict.fromkeys(function_words)
    random = Random(language)  # noqa: S311 - to be repeated, not to be secret
    for word in _make_words(language, _ENDINGS[language], random):
        words[word] = None
        if len(words) == WORDS:
            break
    shares = [(rank + _OFFSET) ** -_EXPONENT for rank in range(1, WORDS + 1)]
    scale = _LOTS / sum(shares)
    lots = [
        lot
        for word, share in zip(words, shares, strict=True)
        for lot in [word] * max(1, round(share * scale))
    ]
    return Vocabulary(function_words, list(words)[len(function_words) :], lots)


@cache
def load_names() -> list[str]:
    """Return given names, none of which is a word of the vocabularies."""
    taken = {word for language in _SYLLABLES for word in load_vocabulary(language).content_words}
    random = Random("names")  # noqa: S311
    names = set(islice(_make_words("nb", _NAME_ENDINGS, random), NAMES))
    return sorted(name.capitalize() for name in names - taken)


def _make_words(language: str, endings: list[str], random: Random) -> Iterator[str]:
    """Yield words, some of them twice, that grow longer as those of a language do."""
    onsets, nuclei, codas = (letters.split() for letters in _SYLLABLES[language])
    choose = random.choice
    for number in count():
        syllables = 1 + (number > _ONE_SYLLABLE) + (number > _TWO_SYLLABLES)
        open_ones = (choose(onsets) + choose(nuclei) for _ in range(syllables))
        yield "".join(open_ones) + choose(codas) + choose(endings)
