"""The inputs of public bug reports, which lie beside the checkout where there are any."""

from pathlib import Path

import pytest

_REPORTED = Path(__file__).resolve().parents[2] / "shared/fixtures/reported"


def reported(number: str) -> Path:
    """The folder of the report with this number, as in ``"07"``; skips the test without it."""
    folder = next(_REPORTED.glob(f"{number}-*"), None)
    if folder is None:
        pytest.skip("no ../shared/fixtures/reported beside the project")
    return folder
