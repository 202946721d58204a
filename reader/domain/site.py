"""What the publisher says of the site."""

from dataclasses import dataclass
from datetime import tzinfo

from reader.domain.article import Column, Label
from reader.domain.checks import NO_RULES, CheckRules
from reader.domain.editions import Edition, Script
from reader.domain.glossary import NO_GLOSSARY, Glossary


@dataclass(frozen=True, slots=True)
class Site:
    """The content of `site.toml`, complete with defaults.

    `script` is the writing system of the site's own texts (its name, its columns' titles).
    `converts_context` and `converts_quotes` say whether conversion goes beyond OpenCC's tables,
    and whether it changes quotation marks. `contact` is where readers turn: an e-mail address, a
    telephone number, an address, in the publisher's words. `checks` is for `qingdu check`.
    """

    name: Label
    description: Label
    publisher: Label
    timezone: tzinfo
    script: Script
    editions: tuple[Edition, ...]
    default_edition: Edition
    columns: tuple[Column, ...] = ()
    page_size: int = 20
    icp: str = ""
    police: str = ""
    contact: str = ""
    glossary: Glossary = NO_GLOSSARY
    converts_context: bool = True
    converts_quotes: bool = True
    checks: CheckRules = NO_RULES

    @property
    def has_annotations(self) -> bool:
        """Whether any of its editions shows how characters are read."""
        return any(edition.is_annotated for edition in self.editions)

    def edition(self, slug: str) -> Edition | None:
        """The edition this site offers under `slug`, None where it does not."""
        return next((edition for edition in self.editions if edition.slug == slug), None)
