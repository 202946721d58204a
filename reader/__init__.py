"""清读 Qingdu: a server-rendered, accessible reader for Chinese articles kept as flat files."""

__version__ = "0.1.0"
