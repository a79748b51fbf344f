"""Smaller and quicker cross-encoders made from a trained one, and what each of them costs in quality."""
