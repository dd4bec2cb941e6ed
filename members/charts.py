"""Positions of the marks of charts, as shares of the drawing's width and height.

A drawing is as wide as its place: marks are placed by shares, and letters keep their size.
"""

from dataclasses import dataclass
from math import ceil

from django.utils.text import Truncator, capfirst

from core.numbers import format_number
from members.statistics import MemberGroup, MembershipYear

# letters that fit side by side on a phone and on a wide screen
_NARROW, _WIDE = 36, 110
_LONGEST_NAME = 40
_ROW = 2.9  # ems from one bar to the next


@dataclass(frozen=True)
class Bar:
    """One bar with its name and its number."""

    name: str
    number: str
    width: str
    top: str


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars and the height of the whole chart."""

    height: str
    bars: list[Bar]


@dataclass(frozen=True)
class ChartLabel:
    """A text at a position; ``room`` is "wide" for labels shown only on wide screens."""

    x: str
    words: str
    room: str
    y: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class YearColumn:
    """One column of a year, in percent of the chart."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class ColumnChart:
    """One column a year: joined above the axis, left below it."""

    zero: str
    joined: list[YearColumn]
    left: list[YearColumn]
    joined_labels: list[ChartLabel]
    left_labels: list[ChartLabel]


@dataclass(frozen=True)
class LineChart:
    """Number of members at the end of each year, labelled at the first, highest and last value."""

    points: str
    labels: list[ChartLabel]


def draw_bar_chart(parts: list[MemberGroup]) -> BarChart:
    """Return a chart with a bar for each group."""
    most = max((part.members for part in parts), default=0) or 1
    return BarChart(
        height=f"{len(parts) * _ROW:.1f}em",
        bars=[
            Bar(
                name=Truncator(capfirst(part.label)).chars(_LONGEST_NAME),
                number=format_number(part.members),
                width=_share(part.members / most),
                top=f"{place * _ROW:.1f}em",
            )
            for place, part in enumerate(parts)
        ],
    )


def label_years(years: list[MembershipYear]) -> list[ChartLabel]:
    """Return the labels of the year axis."""
    return _labels([str(year.year) for year in years], always={len(years) - 1})


def draw_column_chart(years: list[MembershipYear]) -> ColumnChart:
    """Return the chart of members who joined and left in each year."""
    joined, left = [year.joined for year in years], [year.left for year in years]
    zero = max(joined) / (max(joined) + max(left))
    scale = 1 / (max(joined) + max(left))
    tops = [zero - number * scale for number in joined]
    ends = [zero + number * scale for number in left]
    return ColumnChart(
        zero=_share(zero),
        joined=_columns(tops, joined, scale),
        left=_columns([zero] * len(years), left, scale),
        joined_labels=_numbers(joined, tops),
        left_labels=_numbers(left, ends),
    )


def draw_line_chart(years: list[MembershipYear]) -> LineChart:
    """Return the chart of the number of members at the end of each year."""
    members = [year.members for year in years]
    heights = [1 - number / (max(members) or 1) for number in members]
    last, highest = len(years) - 1, members.index(max(members))
    # the first number is shown unless it is next to the highest
    labelled = {last, highest} | ({0} if highest > 1 else set())
    anchors = {last: "end", 0: "start"} if last else {}
    return LineChart(
        points=" ".join(
            f"{100 * _middle(place, members):.2f},{100 * height:.2f}"
            for place, height in enumerate(heights)
        ),
        labels=[
            ChartLabel(
                x=_share(_middle(place, members)),
                words=format_number(members[place]),
                room="",
                y=_share(heights[place]),
                anchor=anchors.get(place, "middle"),
            )
            for place in sorted(labelled)
        ],
    )


def _share(number: float) -> str:
    return f"{100 * number:.2f}%"


def _middle(place: int, row: list) -> float:
    return (place + 0.5) / len(row)


def _columns(tops, numbers, scale) -> list[YearColumn]:
    return [
        YearColumn(
            x=_share((place + 0.2) / len(numbers)),
            y=_share(top),
            width=_share(0.6 / len(numbers)),
            height=_share(number * scale),
        )
        for place, (top, number) in enumerate(zip(tops, numbers, strict=True))
        if number
    ]


def _numbers(numbers: list[int], heights: list[float]) -> list[ChartLabel]:
    """Return the labels of columns; the highest number is always shown, a zero never."""
    words = [format_number(number) if number else "" for number in numbers]
    return _labels(words, heights=heights, always={numbers.index(max(numbers))})


def _labels(words: list[str], *, always: set[int], heights=None) -> list[ChartLabel]:
    """Return the labels that fit side by side, counted from the last."""
    letters = len(words) * (max(map(len, words)) + 1)
    wide = ceil(letters / _WIDE)
    narrow = wide * ceil(letters / _NARROW / wide)
    return [
        ChartLabel(
            x=_share(_middle(place, words)),
            words=text,
            room="" if place in always or from_last % narrow == 0 else "wide",
            y=_share(heights[place]) if heights else "",
        )
        for place, text in enumerate(words)
        for from_last in [len(words) - 1 - place]
        if text and (place in always or from_last % wide == 0)
    ]
