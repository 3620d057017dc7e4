"""Plots drawn on the server: an SVG with a title, a description and the figures behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

register = template.Library()

# Narrow enough to be read on a telephone: the label stands above its bar, the figure behind it.
_WIDTH, _VALUES, _STEP = 360, 70, 42


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its place in the drawing."""

    label: str
    value: int
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """The base line of the label, above the bar."""
        return self.y - 6

    @property
    def value_y(self) -> int:
        """The base line of the figure."""
        return self.y + 12

    @property
    def value_x(self) -> int:
        """Where the figure stands: behind the bar."""
        return self.width + 8


@dataclass(frozen=True, slots=True)
class Plot:
    """A bar plot: ``what`` heads the labels and ``unit`` the figures of the table behind it."""

    key: str
    title: str
    description: str
    what: str
    unit: str
    bars: tuple[Bar, ...]
    width: int = _WIDTH

    @property
    def height(self) -> int:
        """High enough for every bar."""
        return len(self.bars) * _STEP + 4


@register.inclusion_tag("components/plot.html")
def bar_plot(
    points: Sequence[tuple[str, int]], *, key: str, title: str, description: str, what: str, unit: str
) -> dict[str, Plot]:
    """Draw labelled counts as bars, the longest as wide as there is room."""
    greatest = max((value for _, value in points), default=0) or 1
    room = _WIDTH - _VALUES
    bars = tuple(
        Bar(label, value, number * _STEP + 20, round(room * value / greatest))
        for number, (label, value) in enumerate(points)
    )
    return {"plot": Plot(key, title, description, what, unit, bars)}
