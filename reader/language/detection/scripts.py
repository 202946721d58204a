"""Which writing system a Chinese text is in, and how sure that is."""

from dataclasses import dataclass

from reader.domain.editions import Script
from reader.language.detection.evidence import Evidence, evidence_in
from reader.language.detection.prose import prose_of

_QUOTES = 0.5  # all quotations together weigh at most half of what the frame does
_MIN_ODD = 3  # different characters or words
_MIXED = 0.01  # of all evidence
_PIECE = 500  # characters of a long text
_CLEAR = 0.97  # as sure as thirty signs that nothing contradicts make
_MAX_FOREIGN = 0.3  # kana and Hangul, of all letters


@dataclass(frozen=True, slots=True)
class Detection:
    """The script of a text and what speaks for it.

    `confidence` is the lead of the script over the other, divided by all evidence and one: 0 when
    nothing decides and `script` is the default, 0.5 for a single character, 0.9 for ten, towards
    1 for many that nothing contradicts. `hans` and `hant` are the weights of the evidence;
    `signs` are the telling characters and words of `script` outside quotations, `odd` those of
    the other script, most frequent first. `is_mixed` means that the author's own text has at
    least three different odd ones, and 1 % of all. `is_chinese` is False without Chinese
    characters and for Japanese and Korean.
    """

    script: Script
    confidence: float
    hans: float
    hant: float
    signs: tuple[str, ...]
    odd: tuple[str, ...]
    is_mixed: bool
    is_chinese: bool


def detect_script(text: str, default: Script = Script.HANS) -> Script:
    """The script of an article's source or of a few words; `default` where nothing decides.

    Beginning, middle and end of a long text are enough where they agree.
    """
    if len(text) > 4 * _PIECE:
        middle = len(text) // 2
        pieces = (text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:])
        found = detect("\n\n".join(pieces), default)
        if found.confidence >= _CLEAR:
            return found.script
    return detect(text, default).script


def detect(text: str, default: Script = Script.HANS) -> Detection:
    """Find the script by the characters and words that are in use in one script only.

    Text within quotations decides only where the text around them does not; code, tags and
    addresses never do.
    """
    prose = prose_of(text)
    frame, quoted = evidence_in(prose.frame), evidence_in(prose.quoted)
    hans, hant = _weights(frame, quoted)
    if not (is_chinese := _is_chinese(frame, quoted)) or hans == hant:
        return Detection(default, 0.0, hans, hant, (), (), False, is_chinese)
    script = Script.HANS if hans > hant else Script.HANT
    confidence = abs(hans - hant) / (hans + hant + 1)
    signs, odd = frame.clear_signs(script), frame.clear_signs(_other(script))
    is_mixed = len(odd) >= _MIN_ODD and _share(frame, odd, script) >= _MIXED
    return Detection(script, confidence, hans, hant, tuple(signs), tuple(odd), is_mixed, is_chinese)


def _weights(frame: Evidence, quoted: Evidence) -> tuple[float, float]:
    """The evidence for simplified and for traditional text."""
    own = sum(map(frame.weight, Script))
    others = sum(map(quoted.weight, Script))
    share = min(1.0, _QUOTES * own / others) if own >= 1 and others else 1.0
    hans, hant = (frame.weight(script) + share * quoted.weight(script) for script in Script)
    return hans, hant


def _is_chinese(frame: Evidence, quoted: Evidence) -> bool:
    """Whether a text has Chinese characters and is not Japanese or Korean.

    One with much kana is Chinese all the same if it has many characters Japanese does not write.
    """
    characters = frame.characters + quoted.characters
    foreign = frame.foreign + quoted.foreign
    if foreign <= _MAX_FOREIGN * (characters + foreign):
        return characters > 0
    return sum(map(frame.weight, Script)) > foreign / 4


def _share(frame: Evidence, odd: list[str], script: Script) -> float:
    signs = frame.signs[_other(script)]
    count = sum(signs[sign] for sign in odd)
    return count / (count + frame.weight(script))


def _other(script: Script) -> Script:
    return Script.HANT if script is Script.HANS else Script.HANS
