"""The table of a load test, in Markdown."""

from collections.abc import Iterable

from benchmarks.load.measure import Measurement, PageFigures

_HEAD = (
    "| page | KB | queries | uncached: requests/s | p50, p99 ms | CPU ms, worker + PostgreSQL "
    "| cached: requests/s | p50, p99 ms | CPU ms | bare function: requests/s | CPU ms "
    "| cached of bare: requests/s | CPU |"
)
_RULE = f"|---|{'---:|' * 12}"


def make_table(pages: Iterable[PageFigures]) -> str:
    """Return a row for each page."""
    return "\n".join([_HEAD, _RULE, *map(_row, pages)])


def _row(page: PageFigures) -> str:
    cells = [
        page.name,
        f"{page.size / 1000:.1f}",
        page.queries,
        *_throughput(page.uncached),
        _format_cpu(page.uncached),
        *_throughput(page.cached),
        f"{page.cached.worker_ms:.2f}",
        f"{page.bare.load.per_second:,.0f}",
        f"{page.bare.worker_ms:.2f}",
        f"{page.share_of_bare:.2f}",
        f"{page.cpu_share_of_bare:.2f}",
    ]
    errors = sum(kind.load.errors for kind in (page.uncached, page.cached, page.bare))
    if errors:
        cells[0] += f" ({errors} errors)"
    return f"| {' | '.join(map(str, cells))} |"


def _throughput(measurement: Measurement) -> list[str]:
    load = measurement.load
    digits = 1 if load.per_second < 1000 else 0
    return [f"{load.per_second:,.{digits}f}", f"{load.p50:.1f}, {load.p99:.1f}"]


def _format_cpu(measurement: Measurement) -> str:
    if measurement.database_ms is None:
        return f"{measurement.worker_ms:.2f}"
    return f"{measurement.worker_ms:.2f} + {measurement.database_ms:.2f}"
