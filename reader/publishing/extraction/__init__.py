"""Reads saved pages of any site: which of their words are an article, and what they say of it."""
