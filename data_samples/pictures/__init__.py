"""The shapes of the categories' pictures."""

from __future__ import annotations

from data_samples.pictures.desk import DESK
from data_samples.pictures.kitchen import KITCHEN
from data_samples.pictures.leisure import LEISURE
from data_samples.pictures.outdoors import OUTDOORS

PICTURES = KITCHEN | DESK | OUTDOORS | LEISURE
