"""Stacked columns drawn on the server: one column for each step of time, one colour and legend entry for each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template

from config.templatetags.presentation import day

register = template.Library()

# Wide enough for twenty-four months, narrow enough to be read on a telephone.
_WIDTH, _HEIGHT, _LEFT, _TOP, _MARKS = 400, 150, 34, 14, 4
_COLOURS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One coloured piece of one column."""

    name: str
    value: int
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table behind the plot."""

    label: str
    named: tuple[tuple[str, int], ...]
    """Each part's name with its count."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """The drawing with its words; ``marks`` are the labels under the columns that have room for one."""

    key: str
    title: str
    description: str
    what: str
    parts: tuple[Part, ...]
    names: tuple[tuple[str, str], ...]
    marks: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    greatest: int
    width: int = _WIDTH
    base: int = _TOP + _HEIGHT
    left: int = _LEFT
    top: int = _TOP

    @property
    def height(self) -> int:
        """High enough for columns and labels."""
        return self.base + 22

    @property
    def label_y(self) -> int:
        """The base line of the labels under the columns."""
        return self.base + 16


@register.inclusion_tag("components/stacked_plot.html")
def stacked_plot(
    columns: Sequence[tuple[str | date, Sequence[int]]],
    names: Sequence[tuple[str, str]],
    *,
    key: str,
    title: str,
    description: str,
    what: str,
) -> dict[str, Stacked]:
    """Draw columns of counts, each a label with one count for each of ``names`` (name, colour or empty), from below."""
    labels = [day(label) if isinstance(label, date) else label for label, _values in columns]
    colours = [colour or f"part-{number % _COLOURS}" for number, (_name, colour) in enumerate(names)]
    greatest = max((sum(values) for _label, values in columns), default=0)
    step = (_WIDTH - _LEFT) / max(len(columns), 1)
    parts: list[Part] = []
    for place, (_label, values) in enumerate(columns):
        y = float(_TOP + _HEIGHT)
        for number, value in enumerate(values):
            height = round(_HEIGHT * value / (greatest or 1), 1)
            y = round(y - height, 1)
            if value:
                x = round(_LEFT + place * step + step * 0.1, 1)
                parts.append(Part(names[number][0], value, x, y, round(step * 0.8, 1), height, colours[number]))
    every = max(1, -(-len(columns) // _MARKS))
    marks = tuple((round(_LEFT + place * step, 1), label) for place, label in enumerate(labels) if place % every == 0)
    legend = tuple((name, colours[number]) for number, (name, _colour) in enumerate(names))
    lines = tuple(
        Line(label, tuple((name, value) for (name, _colour), value in zip(names, values, strict=True)))
        for label, (_label, values) in zip(labels, columns, strict=True)
    )
    return {"plot": Stacked(key, title, description, what, tuple(parts), legend, marks, lines, greatest)}
