"""The widget: one file of script for a shop's own pages, made of `src/` and of the message catalogues."""
