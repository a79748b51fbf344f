"""WhyThis: a self-hosted chat that explains product recommendations.

>>> import whythis
>>> shop = whythis.open("my-shop")
>>> reply = shop.ask("why the second one?", session="s1")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from whythis.shop import Shop

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(folder: str | Path) -> Shop:  # noqa: A001 - the public name, as in `whythis.open("my-shop")`
    """Opens a shop folder and loads its catalogue, indexes, model and database.

    Raises:
        ShopError: the folder or one of its files is missing or damaged.
        ModelError: the model does not fit its backbone.
    """
    from whythis.shop import Shop  # here, so that importing a room alone does not load them all

    return Shop.open(folder)
