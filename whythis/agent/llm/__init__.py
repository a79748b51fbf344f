"""Language models as an optional voice: they word claims, and nothing they say is trusted."""
