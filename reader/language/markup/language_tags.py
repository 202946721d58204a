"""Language tags (BCP 47) of Chinese text, and what they become when it is converted."""

import re

# Chinese and its branches that are written in Han characters (ISO 639-3).
_CHINESE = {"zh", "cmn", "yue", "wuu", "hak", "gan", "hsn", "nan", "cdo", "cjy", "cpx", "lzh"}
_MANDARIN = {"zh", "cmn"}
_HAN_SCRIPTS = {"hans", "hant", "hani", "hanb"}
_SUBTAG = re.compile(r"[^-_\s]+")
_TERRITORIES = {"hans": "CN", "hant": "TW"}


def is_chinese(tag: str) -> bool:
    """Whether text so marked is Chinese in Han characters: zh-CN and yue are, zh-Latn is not."""
    primary, _, script = _parts(tag)
    return primary in _CHINESE and (not script or script in _HAN_SCRIPTS)


def is_in_script_of(tag: str, language: str) -> bool:
    """Whether a tag names the very script of another: zh-Hant-HK that of zh-Hant; zh-HK none."""
    script = _parts(tag)[2]
    return bool(script) and script == _parts(language)[2]


def retagged(tag: str, language: str) -> str:
    """The tag of Chinese text once it is converted to `language`.

    Text in a branch of Chinese (yue, zh-yue) keeps its branch and takes the script alone.
    """
    primary, branch, _ = _parts(tag)
    if primary in _MANDARIN and branch in {"", "cmn"}:
        return language
    script = _parts(language)[2].title()
    return "-".join(filter(None, (primary, branch, script)))


def locale(language: str) -> str:
    """A language as Open Graph writes it, with a territory: zh_TW."""
    subtags = _SUBTAG.findall(language)
    territories = [part for part in subtags[1:] if len(part) == 2]
    territory = territories[0] if territories else _TERRITORIES.get(_parts(language)[2], "CN")
    return f"{subtags[0]}_{territory}"


def _parts(tag: str) -> tuple[str, str, str]:
    """The language, its branch (`yue` in zh-yue) and the script of a tag, in lower case."""
    primary, *others = _SUBTAG.findall(tag.lower()) or [""]
    branch = script = ""
    for place, subtag in enumerate(others):
        if len(subtag) == 1:  # extensions and private use follow
            break
        if subtag.isalpha() and len(subtag) == 3 and place == 0:
            branch = subtag
        elif subtag.isalpha() and len(subtag) == 4:
            script = script or subtag
    return primary, branch, script
