"""The composition root: settings, building a shop's folder, and the shop that is opened from it."""

from whythis.shop.shop import Shop

__all__ = ["Shop"]
