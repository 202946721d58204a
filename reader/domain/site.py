"""What the publisher says of the site."""

from dataclasses import dataclass
from datetime import tzinfo

from reader.domain.article import Column, Label
from reader.domain.checks import NO_RULES, CheckRules
from reader.domain.editions import Edition, Script
from reader.domain.glossary import NO_GLOSSARY, Glossary

_NOTHING = Label("")


@dataclass(frozen=True, slots=True)
class Government:
    """What a government's website says of itself (政府网站发展指引, 国办发〔2017〕47号).

    `site_id` is its 政府网站标识码, `undertaker` who runs it for its publisher (承办单位).
    `mark` is the address that proves its 党政机关网站标识, `complaints` that of
    我为政府网站找错; each is empty where unknown.
    """

    site_id: str
    undertaker: Label = _NOTHING
    mark: str = ""
    complaints: str = ""


@dataclass(frozen=True, slots=True)
class Robots:
    """What programs that read the web are asked (RFC 9309).

    Without `is_open` they are asked to read nothing at all. `disallow` are paths, each from the
    site's root, that nobody shall read; `refused` names programs that shall read nothing.
    """

    is_open: bool = True
    disallow: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The content of `site.toml`, complete with defaults.

    `script` is the writing system of the site's own texts (its name, its columns' titles).
    `converts_context` and `converts_quotes` say whether conversion goes beyond OpenCC's tables,
    and whether it changes quotation marks. `contact` is where readers turn: an e-mail address, a
    telephone number, an address, in the publisher's words. `rights` is who may do what with the
    articles. `logo` is the media path of the publisher's emblem, `government` None where no
    government publishes the site. `feeds_have_texts` says whether feeds carry whole articles.
    `checks` is for `qingdu check`.
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
    rights: Label = _NOTHING
    logo: str = ""
    government: Government | None = None
    feeds_have_texts: bool = True
    feed_size: int = 20
    robots: Robots = Robots()
    glossary: Glossary = NO_GLOSSARY
    converts_context: bool = True
    converts_quotes: bool = True
    checks: CheckRules = NO_RULES

    @property
    def has_annotations(self) -> bool:
        """Whether any of its editions shows how characters are read."""
        return any(edition.is_annotated for edition in self.editions)

    @property
    def police_code(self) -> str:
        """The digits of the public-security record, by which it is looked up."""
        return "".join(filter(str.isdigit, self.police))

    def edition(self, slug: str) -> Edition | None:
        """The edition this site offers under `slug`, None where it does not."""
        return next((edition for edition in self.editions if edition.slug == slug), None)
