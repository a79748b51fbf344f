"""All query lists, by the category that is asked for."""

from __future__ import annotations

from data_samples.vocabulary.queries_home import HOME
from data_samples.vocabulary.queries_move import MOVE
from data_samples.vocabulary.queries_work import WORK

ASKED: tuple[tuple[str, str], ...] = HOME + WORK + MOVE
