"""`site.toml`: what the publisher may say, and the sentence for everything else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reader.config.site import load_site
from reader.domain.article import Label
from reader.domain.editions import DEFAULT_EDITIONS, Script, Variant
from reader.domain.errors import SettingsError
from reader.domain.faults import Severity
from reader.domain.glossary import NO_GLOSSARY
from reader.domain.site import Government, Robots, Site
from tests.unit.builders import write


def load(folder: Path, text: str | bytes) -> Site:
    write(folder, "site.toml", text)
    return load_site(folder)


def test_a_folder_without_a_description_is_a_site_of_defaults(tmp_path: Path) -> None:
    site = load_site(tmp_path)
    assert site.name == Label("清读", "Qingdu")
    assert [edition.slug for edition in site.editions] == list(DEFAULT_EDITIONS)
    assert site.default_edition is site.editions[0]
    assert site.script is Script.HANS
    assert site.page_size == 20
    assert datetime(2018, 11, 12, tzinfo=site.timezone).utcoffset() == timedelta(hours=8)


def test_everything_a_publisher_writes_is_read(tmp_path: Path) -> None:
    site = load(
        tmp_path,
        """
        name = "旬阳县公安局"
        name_en = "Xunyang Police"
        description = "公开信息"
        publisher = "旬阳县人民政府"
        timezone = "Asia/Hong_Kong"
        script = "hant"
        editions = ["en", "zh-hant-tw", "en"]
        default_edition = "zh-hant-tw"
        page_size = 50
        icp = " 陕ICP备1号 "
        police = "陕公网安备2号"
        contact = "0915-7200000"
        [[columns]]
        path = "/news/"
        title = "要闻"
        title_en = "News"
        description = "每日要闻"
        [[columns]]
        path = "law/local"
        """,
    )
    assert site.name == Label("旬阳县公安局", "Xunyang Police")
    assert (site.description, site.publisher) == (Label("公开信息"), Label("旬阳县人民政府"))
    assert str(site.timezone) == "Asia/Hong_Kong"
    assert site.script is Script.HANT
    assert [edition.slug for edition in site.editions] == ["en", "zh-hant-tw"]
    assert site.default_edition.slug == "zh-hant-tw"
    assert (site.page_size, site.icp, site.police) == (50, "陕ICP备1号", "陕公网安备2号")
    assert site.contact == "0915-7200000"
    assert [column.path for column in site.columns] == ["news", "law/local"]
    assert site.columns[0].title == Label("要闻", "News")
    assert site.columns[0].description == Label("每日要闻")
    assert site.columns[1].title == Label("local")


@pytest.mark.parametrize(
    ("editions", "script"),
    [('["zh-hant", "en"]', Script.HANT), ('["zh-hans"]', Script.HANS), ('["en"]', Script.HANS)],
)
def test_the_sites_own_script_is_that_of_its_default_edition(
    tmp_path: Path, editions: str, script: Script
) -> None:
    assert load(tmp_path, f"editions = {editions}").script is script


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nmae = "x"', "nmae is not a key"),
        ("name = 3", "name must be a text"),
        ('[[columns]]\npath = "a"\ntitel = "x"', "columns.titel is not a key"),
        ('[[columns]]\ntitle = "x"', "needs a path"),
        ('[[columns]]\npath = "/"', "needs a path"),
        ('columns = ["news"]', "columns must be written"),
        ('columns = "news"', "columns must be written"),
        ("editions = []", "editions must be a list"),
        ('editions = "zh-hans"', "editions must be a list"),
        ('editions = ["zh-hans", "fr"]', "editions must be a list"),
        ('editions = [["zh-hans"]]', "editions must be a list"),
        ('editions = ["en"]\ndefault_edition = "zh-hans"', "default_edition must be"),
        ('script = "latin"', "script must be"),
        ("page_size = 0", "page_size must be"),
        ("page_size = 101", "page_size must be"),
        ('page_size = "20"', "page_size must be"),
        ("page_size = 2.5", "page_size must be"),
        ("page_size = true", "page_size must be"),
        ('timezone = "Mars/Olympus"', "timezone 'Mars/Olympus'"),
        ('timezone = "../../etc/passwd"', "timezone"),
        ('timezone = "Asia"', "timezone"),
        ("glossary = 1", "glossary must be written as a [glossary] table"),
        ("[glossary]\nkep = []", "glossary.kep is not a key"),
        ("[glossary]\nkeep = [1]", "glossary.keep must be a list of words"),
        ("[glossary]\nreplace = []", "glossary.replace must be a table"),
        ('[glossary.replace]\n"内存" = 1', "glossary.replace must be a table"),
        ("[glossary.hant-tw]\nreadings = {}", "glossary.hant-tw must hold"),
        ("conversion = 1", "conversion must be written as a [conversion] table"),
        ("[conversion]\nquote = true", "conversion.quote is not a key"),
        ('[conversion]\nquotes = "no"', "conversion.quotes must be true or false"),
        ("[conversion]\ncontext = 0", "conversion.context must be true or false"),
        ('icp = "12345"', "icp is '12345'; write it as it was given"),
        ('police = "12345"', "police is '12345'"),
        ('logo = "/etc/passwd"', "logo is '/etc/passwd'"),
        ('logo = "none.png"', "logo is none.png, and there is no such file"),
        ('logo = "../x.png"', "logo is '../x.png'"),
        ("government = 1", "government must be written as a [government] table"),
        ("[government]", "government.site_id must be"),
        ('[government]\nsite_id = "123"', "government.site_id must be"),
        ('[government]\nid = "1"', "government.id is not a key"),
        ('[government]\nsite_id = "6109280001"\nmark = "http://a.cn"', "begins with https://"),
        ('[feeds]\ntext = "none"', 'feeds.text must be "full" or "summary"'),
        ("[feeds]\nsize = 0", "feeds.size must be a number from 1 to 100"),
        ("[robots]\nindex = 1", "robots.index must be true or false"),
        ('[robots]\ndisallow = ["x"]', "robots.disallow must be paths"),
        ('[robots]\ndisallow = ["/x\\nAllow: /"]', "robots.disallow must be paths"),
        ('[robots]\nrefused = ["a b"]', "robots.refused must be names"),
        ('[[columns]]\npath = "a"\nkeywords = "x"', "columns.keywords must be a list"),
        ("name = ", "cannot be read"),
        ("name = 'a'\nname = 'b'", "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, text)
    assert words in str(raised.value)
    assert "site.toml" in str(raised.value)


def test_the_glossary_and_the_switches_of_conversion_are_read(tmp_path: Path) -> None:
    site = load(
        tmp_path,
        """
        [conversion]
        context = false
        [glossary]
        keep = ["范小云"]
        replace = { "内存" = "記憶體" }
        [glossary.hant-hk]
        keep = ["内存"]
        """,
    )
    assert (site.converts_context, site.converts_quotes) == (False, True)
    assert site.glossary.rules(Variant.HANT) == {"范小云": "范小云", "内存": "記憶體"}
    assert site.glossary.rules(Variant.HANT_HK)["内存"] == "内存"
    assert load(tmp_path, "").glossary == NO_GLOSSARY


def test_what_is_said_to_machines_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a/emblem.png", b"\x89PNG")
    site = load(
        tmp_path,
        """
        logo = "a/emblem.png"
        rights = "版权所有"
        [government]
        site_id = "bm01000001"
        undertaker = "信息中心"
        [feeds]
        text = "summary"
        size = 5
        [robots]
        disallow = ["/a"]
        refused = ["GPTBot"]
        [[columns]]
        path = "news"
        type = "政务动态"
        keywords = ["新闻", " "]
        """,
    )
    assert (site.logo, site.rights) == ("a/emblem.png", Label("版权所有"))
    assert site.government == Government("bm01000001", Label("信息中心"))
    assert (site.feeds_have_texts, site.feed_size) == (False, 5)
    assert site.robots == Robots(disallow=("/a",), refused=("GPTBot",))
    assert (site.columns[0].type, site.columns[0].keywords) == ("政务动态", ("新闻",))
    plain = load(tmp_path, "")
    assert (plain.government, plain.feeds_have_texts, plain.robots) == (None, True, Robots())


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufeffname = "旬阳"').name.chinese == "旬阳"


@pytest.mark.parametrize("raw", ['name = "旬阳"'.encode("gbk"), b"\x00", b"\xff\xfe"])
def test_a_file_that_is_no_utf8_is_refused_with_its_name(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(SettingsError, match=r"site\.toml cannot be read"):
        load(tmp_path, raw)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()
    with pytest.raises(SettingsError, match=r"site\.toml cannot be read"):
        load_site(tmp_path)


@pytest.mark.parametrize(
    ("table", "slug"),
    [
        ('editions = ["zh-hans-pinyin", "zh-hant"]', "zh-hant"),
        ('editions = ["zh-hans-pinyin"]', "zh-hans-pinyin"),
        (
            'editions = ["zh-hant", "zh-hans-pinyin"]\ndefault_edition = "zh-hans-pinyin"',
            "zh-hans-pinyin",
        ),
    ],
)
def test_the_default_has_readings_only_where_the_publisher_says_so(
    tmp_path: Path, table: str, slug: str
) -> None:
    assert load(tmp_path, table).default_edition.slug == slug


def test_what_a_site_asks_of_its_articles_is_read(tmp_path: Path) -> None:
    rules = load(
        tmp_path,
        """
        [check]
        required = ["Author", "source", "author"]
        keys = ["sidebar"]
        image-alt = "warning"
        language = "off"
        """,
    ).checks
    assert (rules.required, rules.keys) == (("author", "source"), ("sidebar",))
    assert rules.severity("image-alt") is Severity.WARNING
    assert rules.severity("language") is None
    assert rules.severity("link-dead") is Severity.ERROR


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ('image-atl = "off"', "check.image-atl is not a key"),
        ('image-alt = "no"', 'check.image-alt must be "off", "info", "warning" or "error"'),
        ("image-alt = false", 'check.image-alt must be "off"'),
        ('required = "author"', "check.required must be a list"),
        ('required = ["autor"]', "check.required has 'autor'; it may have title, author"),
        ("keys = [1]", "check.keys must be a list"),
    ],
)
def test_what_a_site_cannot_ask_is_said(tmp_path: Path, rules: str, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, f"[check]\n{rules}\n")
    assert words in str(raised.value)
    with pytest.raises(SettingsError, match="must be written as a"):
        load(tmp_path, "check = 1\n")
