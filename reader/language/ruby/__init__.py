"""Pinyin and zhuyin above the characters."""
