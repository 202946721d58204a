"""One tree of exceptions; the web and command-line layers map it to answers."""


class ReaderError(Exception):
    """Anything this project raises on purpose; its text says what to do."""


class SettingsError(ReaderError):
    """The deployment or the site is configured in a way that cannot work."""


class ArticleError(ReaderError):
    """An article file cannot be read; `line` and `column` are 1-based, 0 when none is to blame.

    `code` names the kind of fault (`reader.domain.checks.CODES`), `key` the key of the front
    matter that is to blame.
    """

    def __init__(
        self,
        message: str,
        line: int = 0,
        column: int = 0,
        *,
        code: str = "unreadable",
        key: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.code = code
        self.key = key


class MediaNotFoundError(ReaderError):
    """No image or attachment may be served under this path."""


class LibraryUnavailableError(ReaderError):
    """The index cannot be asked just now: it is locked, damaged or not yet made."""


class ImportRefusedError(ReaderError):
    """A page or an archive is not read, for what it would do to this machine or for its size."""


class AccountsUnavailableError(ReaderError):
    """The database of the user centre cannot be asked just now; reading goes on without it."""


class PasskeyError(ReaderError):
    """A passkey's answer does not let in, or is not taken; its text is not for readers."""


class AuditError(ReaderError):
    """A site cannot be audited at all: it does not answer, or asks not to be read."""
