"""What is wrong with a package: every error and warning with its place."""

MOST = 5000  # lines kept, so that a broken package can't fill the memory


class PackageError(Exception):
    """An unusable package; ``lines`` has all errors with their locations."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


class Problems:
    """Errors and warnings, in the order found."""

    def __init__(self):
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self._more = 0

    def error(self, place: str, message: str) -> None:
        if len(self.errors) < MOST:
            self.errors.append(f"{place}: {message}")
        else:
            self._more += 1

    def warn(self, place: str, message: str) -> None:
        if len(self.warnings) < MOST:
            self.warnings.append(f"{place}: {message}")

    def stop_if_any(self) -> None:
        """Raise PackageError with all errors so far, if there are any."""
        if self.errors:
            more = [f"… and {self._more} more"] if self._more else []
            raise PackageError([*self.errors, *more])
