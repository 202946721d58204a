"""What pages weigh on the wire: `python benchmarks/weights.py`, printed as a Markdown table."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

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


def main() -> None:
    """Print a row for each page, then the files of a first visit."""
    with TemporaryDirectory() as state:
        settings = Settings(ROOT / "content", Path(state), site_url="http://localhost:8000")
        client = create_app(settings).test_client()
        print("| page | zh-hans | zh-hant | uncompressed |\n|---|---|---|---|")
        for name, path in PAGES.items():
            weights = [
                len(client.get(f"/{edition}/{path}", headers={"Accept-Encoding": "br"}).data)
                for edition in ("zh-hans", "zh-hant")
            ]
            plain = len(client.get(f"/zh-hans/{path}").data)
            print(f"| {name} | {weights[0]:,} | {weights[1]:,} | {plain:,} |")
        html = client.get("/zh-hans/articles/help/print").get_data(as_text=True)
        head = html.partition("<noscript>")[0] + html.partition("</noscript>")[2]
        print("\n| further file of a first visit | bytes |\n|---|---|")
        for file in FILES.findall(head):
            response = client.get(file, headers={"Accept-Encoding": "br"})
            print(f"| {file.rpartition('/')[2]} | {len(response.data):,} |")


if __name__ == "__main__":
    main()
