"""Names of files that are not in UTF-8, as zip archives and disks of old sites have them."""

import os

from reader.storage.encoding import decode


def decoded_name(raw: bytes) -> str:
    """A file's name as it was meant: UTF-8, else GBK or Big5 by evidence."""
    try:
        return decode(raw).text
    except ValueError:
        return raw.decode("utf-8", "replace")


def name_on_disk(name: str) -> str:
    """The name of a file as the system gives it, made readable if it is no UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return decoded_name(os.fsencode(name))
    return name
