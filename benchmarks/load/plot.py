"""A plot of a load test: requests a second of each page on a logarithmic scale, as SVG."""

import math
from collections.abc import Sequence
from html import escape

from benchmarks.load.measure import PageFigures

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP, _FOOT = 760, 150, 24, 30, 78, 34
_KINDS = (
    ("uncached", "without the page cache"),
    ("cached", "from the page cache"),
    ("bare", "bare WSGI function"),
)
_LEGEND_STEP = 190
_SLOWEST = 0.1  # requests a second
# each colour has a contrast of at least 3:1 with both backgrounds; the shapes differ besides
_STYLE = """
svg { background: #fff; color: #1b1f24; font: 13px system-ui, sans-serif }
text { fill: currentColor }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #d5d9de }
.span { stroke: #9aa3ad; stroke-width: 2 }
.uncached { fill: #c2410c } .cached { fill: #1d6fd1 } .bare { fill: #6b7280 }
@media (prefers-color-scheme: dark) {
  svg { background: #14171b; color: #e6e9ed }
  .grid { stroke: #333a42 } .span { stroke: #69727d }
  .uncached { fill: #fb923c } .cached { fill: #6cb2ff } .bare { fill: #a7afb9 }
}
"""


def make_plot(pages: Sequence[PageFigures], title: str) -> str:
    """Return a row for each page with a mark for each kind of server."""
    rates = [rate for page in pages for rate in _rates(page).values()]
    low, high = math.floor(math.log10(min(rates))), math.ceil(math.log10(max(rates)))
    high = max(high, low + 1)
    bottom = _TOP + _ROW * len(pages)

    def place(rate: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (math.log10(rate) - low) / (high - low)

    parts = [
        f'<text class="title" x="16" y="26">{escape(title)}</text>',
        *_legend(),
        *(part for power in range(low, high + 1) for part in _grid_line(10**power, place, bottom)),
        *(part for row, page in enumerate(pages) for part in _page_row(row, page, place)),
        f'<text x="{_LEFT}" y="{bottom + 30}">requests a second</text>',
    ]
    size = f'width="{_WIDTH}" height="{bottom + _FOOT + 6}" viewBox="0 0 {_WIDTH} {bottom + _FOOT + 6}"'
    lines = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n{lines}\n</svg>\n"
    )


def _rates(page: PageFigures) -> dict[str, float]:
    """Requests a second by kind of server; one that answered none in time stands at the left."""
    return {kind: max(getattr(page, kind).load.per_second, _SLOWEST) for kind, _label in _KINDS}


def _legend() -> list[str]:
    parts = []
    for number, (kind, label) in enumerate(_KINDS):
        x = 24 + number * _LEGEND_STEP
        parts += [_mark(kind, x, 46), f'<text x="{x + 12}" y="50">{label}</text>']
    return parts


def _grid_line(rate: int | float, place, bottom: int) -> list[str]:
    x = place(rate)
    return [
        f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{bottom - 4}"/>',
        f'<text x="{x:.1f}" y="{bottom + 12}" text-anchor="middle">{rate:,g}</text>',
    ]


def _page_row(row: int, page: PageFigures, place) -> list[str]:
    y = _TOP + _ROW * row + _ROW // 2 - 4
    rates = _rates(page)
    left, right = place(min(rates.values())), place(max(rates.values()))
    marks = [_mark(kind, place(rate), y, f"{rate:,.0f}") for kind, rate in rates.items()]
    return [
        f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{escape(page.name)}</text>',
        f'<line class="span" x1="{left:.1f}" x2="{right:.1f}" y1="{y}" y2="{y}"/>',
        *marks,
    ]


def _mark(kind: str, x: float, y: float, label: str = "") -> str:
    title = f"<title>{kind}: {label}</title>" if label else ""
    match kind:
        case "cached":
            return f'<circle class="{kind}" cx="{x:.1f}" cy="{y}" r="6">{title}</circle>'
        case "uncached":
            return f'<rect class="{kind}" x="{x - 5:.1f}" y="{y - 5}" width="10" height="10">{title}</rect>'
    points = f"{x:.1f},{y - 7} {x + 7:.1f},{y} {x:.1f},{y + 7} {x - 7:.1f},{y}"
    return f'<polygon class="{kind}" points="{points}">{title}</polygon>'
