"""Words of Taiwan in a search, as articles of the mainland have them."""

from collections.abc import Callable

from reader.language.conversion.dictionaries import Dictionaries


class Regions:
    """Replaces Taiwan's words, by OpenCC's table of them (資訊 → 信息), in folded text."""

    def __init__(self, dictionaries: Dictionaries, fold: Callable[[str], str]) -> None:
        plain = dictionaries.configuration("tw2s").steps[0].rows
        rows = dictionaries.configuration("tw2sp").steps[0].rows
        own = (
            (fold(word), fold(values.split(" ")[0]))
            for word, values in rows.items()
            if len(word) > 1 and word not in plain
        )
        self._words = {word: new for word, new in own if word != new}
        self._longest = max(map(len, self._words), default=0)

    def mainland(self, folded: str) -> str:
        """The text with the mainland's words, empty where none is another one."""
        parts: list[str] = []
        start = 0
        while start < len(folded):
            for end in range(min(len(folded), start + self._longest), start, -1):
                if new := self._words.get(folded[start:end]):
                    break
            else:
                end, new = start + 1, folded[start]
            parts.append(new)
            start = end
        text = "".join(parts)
        return text if text != folded else ""
