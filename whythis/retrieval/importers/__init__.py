"""Importers: one file a source format. Each turns a file into items, and names every row that it cannot use."""

from __future__ import annotations

from whythis.retrieval.importers.icecat import read_icecat
from whythis.retrieval.importers.movielens import read_movielens
from whythis.retrieval.importers.rows import Rejected, unique_items
from whythis.retrieval.importers.tabular import FieldMap, read_tabular

__all__ = ["FieldMap", "Rejected", "read_icecat", "read_movielens", "read_tabular", "unique_items"]
