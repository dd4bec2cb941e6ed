"""One thing that somebody does on the desk, prepared beforehand and done at a chosen instant."""

import time
from collections.abc import Iterator

from desk.models import TrashedRecord
from tests.together.actors import DONE, FAILED, Actor, Outcome
from tests.together.world import World


class Service:
    """``name`` is how the matrix calls it; ``yields`` names for each claim the services that may undo it.

    A service may also always undo what had ended before it began. ``met_by`` names for each claim the
    services after which it is true as well.
    """

    name = ""
    yields: dict[str, set[str]] = {}
    met_by: dict[str, set[str]] = {}
    # what a service may be done to, and what beside another one; the rounds take turns
    targets: tuple[str, ...] = ("",)
    beside: dict[str, tuple[str, ...]] = {}
    # whether it commits each of several things by itself
    in_parts = False

    def __init__(self, world: World, actor: Actor, target: str):
        self.world, self.actor, self.target = world, actor, target
        self.outcome = Outcome(FAILED, "never ended")

    @classmethod
    def target_of(cls, number: int, other: str) -> str:
        """What it is done to in a round beside the service ``other``."""
        targets = cls.beside.get(other, cls.targets)
        return targets[number % len(targets)]

    @property
    def is_second(self) -> bool:
        return self.actor is self.world.actors[1]

    @property
    def mark(self) -> str:
        """Words that only this actor writes in this round."""
        return f"{self.world.word}by{self.actor.user.pk}"

    def prepare(self) -> None:
        """Open the forms that it needs."""

    def act(self) -> Outcome:
        raise NotImplementedError

    def claims(self) -> Iterator[tuple[str, bool]]:
        """What must be true if it was done, each with a name and whether it is."""
        return iter(())

    def run(self) -> None:
        began = time.monotonic()
        try:
            self.outcome = self.act()
        except Exception as error:  # a fault, told in the table
            self.outcome = Outcome(FAILED, f"{type(error).__name__}: {str(error)[:120]}")
        self.outcome.began, self.outcome.ended = began, time.monotonic()

    def broken_claims(self, other: "Service") -> list[str]:
        """What this service was told is done and is not, though ``other`` does not explain it."""
        if self.outcome.state != DONE:
            return []
        after = other.outcome.state == DONE and other.outcome.began > self.outcome.ended
        return [
            f"{self.name}: {claim}"
            for claim, holds in self.claims()
            if not holds
            and not after
            and not (other.outcome.state == DONE and other.name in self.yields.get(claim, ()))
        ]


def values_now(record, *names: str) -> dict | None:
    """The values of a record where it is now: in its list, under the record kept of it, or in the trash."""
    row = type(record)._base_manager.filter(pk=record.pk).first()
    if row is not None and getattr(row, "merged_into", None) is not None:
        row = row.merged_into
    if row is not None:
        return {name: getattr(row, name) for name in names}
    trashed = TrashedRecord.objects.filter(
        object_id=record.pk, content_type__model=record._meta.model_name
    ).first()
    return trashed and {name: trashed.values.get(name) for name in names}
