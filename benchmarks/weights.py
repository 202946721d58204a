"""What pages weigh on the wire: `python -m benchmarks.weights` prints it as Markdown tables."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from reader.app import create_app
from reader.config.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "front page": "",
    "column": "columns/help",
    "article with pictures, a table and footnotes": "articles/publish/images-tables-footnotes",
    "long article (4,600 characters)": "articles/essays/from-woodblock-to-screen",
    "settings": "preferences",
}
FILES = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script type="module" src)="([^"]+)"')


def sections() -> dict[str, str]:
    """Two tables: pages, then the further files of a first visit."""
    with TemporaryDirectory() as state:
        settings = Settings(ROOT / "content", Path(state), site_url="http://localhost:8000")
        client = create_app(settings).test_client()
        return {"weights": _pages(client), "files": _files(client)}


def _pages(client: FlaskClient) -> str:
    lines = ["| page | zh-hans | zh-hant | uncompressed |", "|---|---|---|---|"]
    for name, path in PAGES.items():
        weights = [_weight(client, f"/{edition}/{path}") for edition in ("zh-hans", "zh-hant")]
        plain = len(client.get(f"/zh-hans/{path}").data)
        lines.append(f"| {name} | {weights[0]:,} | {weights[1]:,} | {plain:,} |")
    return "\n".join(lines)


def _files(client: FlaskClient) -> str:
    html = client.get("/zh-hans/articles/help/print").get_data(as_text=True)
    head = html.partition("<noscript>")[0] + html.partition("</noscript>")[2]
    lines = ["| further file of a first visit | bytes |", "|---|---|"]
    for file in FILES.findall(head):
        lines.append(f"| {file.rpartition('/')[2]} | {_weight(client, file):,} |")
    return "\n".join(lines)


def _weight(client: FlaskClient, path: str) -> int:
    return len(client.get(path, headers={"Accept-Encoding": "br"}).data)


if __name__ == "__main__":
    print(*sections().values(), sep="\n\n")
