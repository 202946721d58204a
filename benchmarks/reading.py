"""Reads, parses and tokenises files: `python -m benchmarks.reading FOLDER STATE STEP START`.

The least that an index can cost. Prints processor seconds, imports and tables left out.
"""

import sys
from datetime import UTC
from functools import partial
from pathlib import Path
from time import process_time

from reader.domain.editions import Script
from reader.language.conversion.dictionaries import prepare
from reader.language.detection.scripts import detect_script
from reader.language.search.terms import SearchTerms
from reader.storage.article_files import parse_article
from reader.storage.scan import FoundFile, read_bytes, scan


def main(folder: str, state: str, step: str, start: str) -> None:
    """Print what every `step`-th file takes, counted from the file `start`."""
    files = [item for item in scan(Path(folder)) if isinstance(item, FoundFile)]
    terms = SearchTerms(prepare(Path(state)))
    detect = partial(detect_script, default=Script.HANS)

    def take(item: FoundFile) -> None:
        parsed = parse_article(item.file, read_bytes(item.path), item.modified, UTC, detect)
        terms.title_terms(parsed.article.summary)
        terms.body_terms(parsed.article)

    take(files[0])
    began = process_time()
    for item in files[int(start) :: int(step)]:
        take(item)
    print(process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
