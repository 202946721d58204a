"""What applications of tests share with each other: most of what a start takes."""

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """The code of templates, by what they are compiled from."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def share_templates() -> None:
    """Have all applications of this process share the code of their templates."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
