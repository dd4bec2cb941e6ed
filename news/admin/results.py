"""The result of a command on an article, as messages of the desk."""

from dataclasses import dataclass, field

from django.contrib import messages


@dataclass
class CommandResult:
    """The messages of a command in order: pairs of a Django message level and a text."""

    messages: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def success(cls, text: str) -> "CommandResult":
        return cls([(messages.SUCCESS, text)])

    def warn(self, *texts: str) -> "CommandResult":
        self.messages += [(messages.WARNING, text) for text in texts]
        return self

    def show(self, request) -> None:
        for level, text in self.messages:
            messages.add_message(request, level, text)
