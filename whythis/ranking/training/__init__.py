"""Training: pairs out of judgments and catalogues, the adapter, the combiner, and a report on held-out queries."""
