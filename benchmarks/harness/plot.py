"""Line charts with logarithmic axes as SVG, in colours readable on light and dark backgrounds."""
import math
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 70, 250, 44, 56
COLOURS = ("#2f81f7", "#e5534b", "#2da44e", "#bf8700", "#a371f7", "#1b9aaa")
STYLE = """<style>text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;font-size:15px;fill:#24292f}.grid{stroke:#8c959f;stroke-opacity:.3}
path{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#9da7b3}.title{fill:#e6edf3}}</style>"""


class Axis:
    """A logarithmic scale from a value range to a pixel range."""

    def __init__(self, values, begin, end):
        self.low, self.high = math.log10(min(values)), math.log10(max(values))
        margin = 0.04 * (self.high - self.low) or 0.1
        self.low, self.high, self.begin, self.end = self.low - margin, self.high + margin, begin, end

    def __call__(self, value):
        return self.begin + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.begin)

    def ticks(self):
        steps = (1, 2, 5) if self.high - self.low < 3.5 else (1,)
        return [tick for power in range(math.floor(self.low), math.ceil(self.high) + 1) for step in steps
                if self.low <= math.log10(tick := step * 10.0 ** power) <= self.high]


def curves(title, across, up, lines, dashed=lambda name: False):
    """lines: by name, [(x, y)]. Two lines whose names are equal up to the last comma have one colour."""
    points = [(x, y) for line in lines.values() for x, y in line if x and y]
    x, y = Axis([p[0] for p in points], LEFT, WIDTH - RIGHT), Axis([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    families = list(dict.fromkeys(_family(name) for name in lines))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">', STYLE,
             f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>', *_grid(x, y, across, up)]
    for number, (name, line) in enumerate(lines.items()):
        colour, dash = COLOURS[families.index(_family(name)) % len(COLOURS)], ' stroke-dasharray="6 4"' if dashed(name) else ""
        at, line = TOP + 12 + 22 * number, [(x(px), y(py)) for px, py in line if px and py]
        parts.append(f'<path stroke="{colour}"{dash} d="M{" L".join(f"{px:.1f} {py:.1f}" for px, py in line)}"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>' for px, py in line]
        parts.append(f'<path stroke="{colour}"{dash} d="M{WIDTH - RIGHT + 16} {at}h28"/><text x="{WIDTH - RIGHT + 52}" y="{at + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _family(name):
    return name.rpartition(", ")[0] or name


def _grid(x, y, across, up):
    for tick in x.ticks():
        yield f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text x="{x(tick):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{_short(tick)}</text>'
    for tick in y.ticks():
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{_short(tick)}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>'
    yield f'<text transform="rotate(-90)" x="{-(TOP + HEIGHT - BOTTOM) / 2}" y="16" text-anchor="middle">{escape(up)}</text>'


def _short(value):
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"
