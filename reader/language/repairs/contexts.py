"""What stands beside punctuation in Chinese text."""

from reader.language.characters import HAN_CLASS

OPENING = "“‘「『（《〈【〔"
CLOSING = "”’」』）》〉】〕"
STOPS = "，。；：！？、…—"
HAN = HAN_CLASS
BEFORE = f"[{HAN}{CLOSING}]"  # what Chinese punctuation may follow
AFTER = f"[{HAN}{OPENING}]"
BESIDE = f"{HAN}{OPENING}{CLOSING}{STOPS}"
