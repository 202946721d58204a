"""The files of `deploy/` that no test starts: what can be said of them without the programs."""

import re
import shutil
import subprocess
from base64 import b64encode
from configparser import ConfigParser
from hashlib import sha256
from pathlib import Path

import html5lib
import pytest
import yaml

from reader.config.settings import Settings
from reader.config.variables import PREFIX
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
PAGES = sorted((DEPLOY / "pages").iterdir())
UNITS = [*(DEPLOY / "systemd").glob("*.service"), *(DEPLOY / "two-hosts").glob("*.[st]*er*")]
POLICIES = ["nginx/headers.conf", "haproxy/haproxy.cfg", "caddy/Caddyfile"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_of_proxies_are_valid_and_need_nothing_else(page: Path) -> None:
    text = page.read_text("utf-8")
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert document.get("lang") == "zh-Hans"
    (style,) = document.iter("style")
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    for file in POLICIES:
        assert f"style-src 'sha256-{digest}'" in (DEPLOY / file).read_text("utf-8"), file
    assert not re.search(r"\b(src|style|on\w+)=|https?:", text)
    langs = [element.get("lang") for element in document.iter("p")]
    assert {None, "zh-Hant", "en"} == set(langs)


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*/*.env")), ids=lambda file: file.parent.name)
def test_settings_of_examples_are_settings(file: Path, tmp_path: Path) -> None:
    lines = re.findall(rf"^({PREFIX}\w+)=(.*)$", file.read_text("utf-8"), re.MULTILINE)
    given = dict(lines) | {f"{PREFIX}CONTENT": str(tmp_path), f"{PREFIX}STATE": str(tmp_path)}
    settings = Settings.from_environment(given)
    assert settings.proxy_hops == 1
    assert settings.is_https


def test_containers_run_as_nobody_over_files_that_do_not_change() -> None:
    text = (DEPLOY / "containers" / "compose.yaml").read_text("utf-8")
    services = yaml.safe_load(text)["services"]
    assert {"site", "tables", "database", "redis", "proxy"} == set(services)
    for name in ("site", "tables"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert "/srv/content:ro" in services[name]["volumes"][0]
    for service in services.values():
        assert "no-new-privileges:true" in service["security_opt"]
        assert "privileged" not in service
    for published in services["site"]["ports"]:
        assert published.startswith(("127.0.0.1:", "[::1]:"))
    for name in ("database", "redis"):
        assert "ports" not in services[name]
    proxy = services["proxy"]["volumes"]
    mounted = [volume.partition(":")[0] for volume in proxy if volume.startswith("../")]
    assert all((DEPLOY / "containers" / file).is_file() for file in mounted)
    stages = (DEPLOY / "containers" / "Containerfile").read_text("utf-8").split("\nFROM ")
    assert "USER 10001:10001" in stages[-1]
    for copied in re.findall(r"^COPY (.*) \S+$", "\n".join(stages), re.MULTILINE):
        assert all((ROOT / name).exists() for name in copied.split())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_hardened_and_verified(unit: Path, tmp_path: Path) -> None:
    # A unit names a directive twice where a list goes on.
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    if unit.suffix == ".service":
        service = parser["Service"]
        assert service["ProtectSystem"] == "strict"
        assert service["NoNewPrivileges"] == "yes"
        assert service["CapabilityBoundingSet"] == ""
        assert service["User"] != "root"
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not here")
    for file in unit.parent.glob("*.[st]*er*"):
        text = file.read_text("utf-8")
        (tmp_path / file.name).write_text(
            re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", text, flags=re.M)
        )
    done = subprocess.run(
        [program, "verify", tmp_path / unit.name], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
