"""The staff console and the owner's page: what was shown, and why, for whoever answers a question about it."""
