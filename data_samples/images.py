"""One drawn picture a category: a soft ground, a shadow, and the object in flat shapes."""

from __future__ import annotations

from data_samples.pictures import PICTURES
from data_samples.vocabulary import CATEGORIES

_FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" role="img" aria-label="{label}">
<rect width="320" height="240" rx="18" fill="{ground}"/>
<circle cx="160" cy="116" r="92" fill="#ffffff" opacity=".45"/>
<ellipse cx="160" cy="212" rx="{shadow}" ry="8" fill="#22303c" opacity=".16"/>
{shapes}
</svg>
"""


def draw_images() -> dict[str, str]:
    """The SVG text of every category's picture, by slug.

    Raises:
        KeyError: a category has no picture.
    """
    return {
        c.slug: _FRAME.format(
            label=c.singular,
            ground=PICTURES[c.slug].ground,
            shadow=PICTURES[c.slug].shadow,
            shapes=PICTURES[c.slug].shapes.strip(),
        )
        for c in CATEGORIES
    }
