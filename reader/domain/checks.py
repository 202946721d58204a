"""The kinds of faults of a content folder, and what the publisher says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from reader.domain.faults import Severity

_ERROR, _WARNING, _INFO = Severity

# Every kind of fault, and how much it matters unless the site says otherwise; docs/checking.md
# describes each. Codes are for good: sites name them in site.toml, and programs read them.
CODES: Mapping[str, Severity] = {
    # files
    "unreadable": _ERROR,
    "too-large": _ERROR,
    "not-text": _ERROR,
    "file-empty": _ERROR,
    "encoding": _WARNING,
    "byte-order-mark": _INFO,
    "damaged": _WARNING,
    # front matter
    "front-matter": _ERROR,
    "front-matter-open": _WARNING,
    "visibility": _ERROR,
    "value": _WARNING,
    "unknown-key": _WARNING,
    "missing-field": _ERROR,
    "date-form": _INFO,
    "date-scheduled": _INFO,
    "date-far": _WARNING,
    "date-order": _WARNING,
    "script-mixed": _WARNING,
    "script-contradicted": _WARNING,
    "glossary": _WARNING,
    # addresses
    "address-taken": _WARNING,
    "address-case": _WARNING,
    "alias-ignored": _WARNING,
    "alias-taken": _WARNING,
    "alias-repeated": _WARNING,
    "alias-space": _WARNING,
    # links
    "link-dead": _ERROR,
    "link-case": _ERROR,
    "link-local": _ERROR,
    "link-malformed": _ERROR,
    "link-marks": _WARNING,
    "link-anchor": _WARNING,
    "link-unpublished": _WARNING,
    "link-edition": _WARNING,
    "link-empty": _WARNING,
    "link-text": _WARNING,
    "link-text-address": _INFO,
    "id-repeated": _WARNING,
    "footnote-missing": _WARNING,
    "footnote-unused": _WARNING,
    # pictures and attachments
    "image-dead": _ERROR,
    "image-alt": _ERROR,
    "image-alt-words": _WARNING,
    "image-remote": _WARNING,
    "image-of-text": _INFO,
    "media-text": _INFO,
    "media-unserved": _ERROR,
    "media-unused": _INFO,
    # the text
    "body-empty": _WARNING,
    "not-allowed": _WARNING,
    "bounds": _WARNING,
    "heading-skip": _WARNING,
    "heading-top": _WARNING,
    "heading-empty": _WARNING,
    "heading-bold": _WARNING,
    "table-header": _WARNING,
    "table-layout": _WARNING,
    "spaces": _WARNING,
    "symbols": _WARNING,
    "colour": _WARNING,
    "font": _INFO,
    "language": _INFO,
}

# Keys of front matter that a site may ask for in every article.
REQUIRABLE = (
    "title", "author", "published", "source", "editor", "summary", "tags", "script", "cover",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckRules:
    """What a site asks of its articles.

    `required` are keys that every article must have; `keys` are unknown ones that are meant;
    `severities` differ from those of `CODES`, None for a kind of fault that is not looked for.
    """

    required: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity | None], ...] = ()

    def severity(self, code: str) -> Severity | None:
        """How much a kind of fault matters, None where it does not at all."""
        return dict(self.severities).get(code, CODES[code])


NO_RULES = CheckRules()
