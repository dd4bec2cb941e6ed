"""Sentences, names and titles out of a small vocabulary, chosen by a seeded generator."""

from random import Random

_SENTENCES = 3000  # of each language


def _vocabulary(**texts: str) -> dict[str, list[str]]:
    """Return the words of each list by its name: a language, or a part of a name."""
    return {name: text.split() for name, text in texts.items()}


NOUNS = _vocabulary(
    en="""kelp line harbour vessel laboratory sensor trial patient enzyme membrane catch season
        partner grant model sample protein report winter standard factory community method""",
    nb="""tare line havn fartøy laboratorium måler forsøk pasient enzym membran fangst sesong
        partner støtte modell prøve protein rapport vinter standard fabrikk samfunn metode""",
)
VERBS = _vocabulary(
    en="tests shows improves follows measures shares opens builds reaches explains",
    nb="prøver viser forbedrer følger måler deler åpner bygger når forklarer",
)
ADJECTIVES = _vocabulary(
    en="cold new early steady northern careful joint local small open clinical deep",
    nb="kald ny tidlig jevn nordlig nøye felles lokal liten åpen klinisk dyp",
)
JOINERS = _vocabulary(
    en="with for in after before near across between",
    nb="med for i etter før ved over mellom",
)
NAMES = _vocabulary(
    given="""Ada Berit Cato Dina Einar Frida Gaute Hilde Ivar Jorunn Kåre Liv Magnus Nora Odd Petra
        Ragnar Solveig Trond Unni Vidar Wenche Yngve Øystein Åse""",
    first="Ask Berg Dal Elv Fjell Gran Hav Is Kvit Lund Myr Nord Os Rand Sol Tang Ulv Vik Øy Ås",
    last="bakken berget dalen eng fjorden gård haug heim holmen land mo nes rud sand stad strand",
    form="AS ASA SA Institute Hospital Foundation Labs Invest",
)


class Writer:
    """Writes text with one seeded generator, so that the same calls give the same words."""

    def __init__(self, random: Random):
        self.random = random
        # 20,000 articles have 800,000 sentences: choosing one is quicker than making one
        self._pool = {
            language: [self._new_sentence(language) for _ in range(_SENTENCES)]
            for language in NOUNS
        }

    def phrase(self, language: str) -> str:
        return f"{self.random.choice(ADJECTIVES[language])} {self.random.choice(NOUNS[language])}"

    def sentence(self, language: str) -> str:
        """Return a sentence of 10 to 19 words."""
        return self.random.choice(self._pool[language])

    def _new_sentence(self, language: str) -> str:
        joiners = (
            f"{self.random.choice(JOINERS[language])} {self.phrase(language)}"
            for _ in range(self.random.randint(1, 4))
        )
        words = (
            f"{self.phrase(language)} {self.random.choice(NOUNS[language])} "
            f"{self.random.choice(VERBS[language])} {self.phrase(language)} {self.phrase(language)}"
        )
        return f"{words} {' '.join(joiners)}.".capitalize()

    def text(self, language: str, words: int) -> str:
        """Return sentences of at least ``words`` words together."""
        sentences, count = [], 0
        while count < words:
            sentences.append(self.sentence(language))
            count += len(sentences[-1].split())
        return " ".join(sentences)

    def title(self, language: str) -> str:
        verb = self.random.choice(VERBS[language])
        return f"{self.phrase(language)} {verb} {self.phrase(language)}".capitalize()

    def person(self) -> str:
        return f"{self.random.choice(NAMES['given'])} {self.place()}"

    def place(self) -> str:
        return self.random.choice(NAMES["first"]) + self.random.choice(NAMES["last"])

    def organisation(self) -> str:
        return f"{self.place()} {self.phrase('en').title()} {self.random.choice(NAMES['form'])}"
