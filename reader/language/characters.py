"""Classes of characters that the conversion of Chinese text turns on."""

import re

# Han ideographs: radicals, 々〆〇, the unified ones and their extensions. No kana, no bopomofo.
HAN_CLASS = "\u2e80-\u2fd5\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{HAN_CLASS}]")

# What stands between two characters without parting them: soft hyphen, zero-width space and
# joiners, word joiner, byte order mark, variation selectors.
TRANSPARENT_CLASS = "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
TRANSPARENT = re.compile(f"[{TRANSPARENT_CLASS}]")

BORDER = "\ufffc"  # stands for what is no text: a picture, a skipped element
