"""Plots as SVG, both axes logarithmic, readable on a light and on a dark page."""

import math
from html import escape

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 220, 40, 48
COLOURS = ("#d62728", "#1f77b4", "#2ca02c", "#ff7f0e", "#9467bd", "#17a2b8", "#8c6d31", "#e377c2")
STYLE = """
text { font: 12px sans-serif; fill: #24292f; }
.title { font-size: 14px; font-weight: bold; }
.grid { stroke: #8c959f; stroke-opacity: 0.35; }
.line { fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } }
"""


def plot(title, x_label, y_label, series):
    """`series` is a list of (name, [(x, y), ...])."""
    points = [point for _, line in series for point in line]
    x, y = (Axis([point[number] for point in points]) for number in (0, 1))
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(point):
        return LEFT + x.part(point[0]) * width, HEIGHT - BOTTOM - y.part(point[1]) * height

    parts = [text(LEFT, 22, title, "title")]
    for tick in x.ticks():
        across = place((tick, y.least))[0]
        parts.append(f'<path class="grid" d="M{across:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(text(across, HEIGHT - BOTTOM + 18, f"{tick:g}", anchor="middle"))
    for tick in y.ticks():
        up = place((x.least, tick))[1]
        parts.append(f'<path class="grid" d="M{LEFT} {up:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 6, up + 4, f"{tick:g}", anchor="end"))
    parts.append(text(LEFT + width / 2, HEIGHT - 10, x_label, anchor="middle"))
    parts.append(text(8, TOP - 8, y_label))
    for number, (name, line) in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        path = "L".join(f"{across:.1f} {up:.1f}" for across, up in map(place, line))
        parts.append(f'<path class="line" stroke="{colour}" d="M{path}"/>')
        parts += [f'<circle r="3" fill="{colour}" cx="{a:.1f}" cy="{u:.1f}"/>' for a, u in map(place, line)]
        row = TOP + 14 + 20 * number
        parts.append(f'<path class="line" stroke="{colour}" d="M{WIDTH - RIGHT + 16} {row - 4}h20"/>')
        parts.append(text(WIDTH - RIGHT + 42, row, name))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", *parts, "</svg>"]) + "\n"


def text(across, up, words, kind="label", anchor="start"):
    return f'<text class="{kind}" x="{across:.1f}" y="{up:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


class Axis:
    """A logarithmic axis over the values."""

    def __init__(self, values):
        self.least, self.most = min(values), max(values)
        self.span = math.log(self.most / self.least) or 1.0

    def part(self, value):
        return math.log(value / self.least) / self.span

    def ticks(self):
        """1, 2 and 5 of each decade, or the decades alone where those would be too many."""
        first, last = math.floor(math.log10(self.least)), math.ceil(math.log10(self.most))
        for steps in ((1, 2, 5), (1,)):
            ticks = [step * 10.0**power for power in range(first, last + 1) for step in steps]
            ticks = [tick for tick in ticks if self.least * 0.999 <= tick <= self.most * 1.001]
            if len(ticks) <= 9:
                break
        return ticks
