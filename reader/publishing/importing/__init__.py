"""Turns saved pages of an old site into articles."""
