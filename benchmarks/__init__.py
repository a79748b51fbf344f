"""Side-by-side measurements against peers, in one run on the same pairs. Not run by the tests."""
