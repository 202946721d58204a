"""One tree of exceptions; the web and command-line layers map it to answers."""


class ReaderError(Exception):
    """Anything this project raises on purpose; its text says what to do."""


class SettingsError(ReaderError):
    """The deployment or the site is configured in a way that cannot work."""


class ArticleError(ReaderError):
    """An article file cannot be read; `line` is 1-based, 0 when no line is to blame."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class MediaNotFoundError(ReaderError):
    """No image or attachment may be served under this path."""


class LibraryUnavailableError(ReaderError):
    """The index cannot be asked just now: it is locked, damaged or not yet made."""


class ImportRefusedError(ReaderError):
    """A page or an archive is not read, for what it would do to this machine or for its size."""
