"""All checks, by their names, in the order that they are told in."""

from collections.abc import Mapping

from reader.inspecting.checks import addresses, folders, parts, system
from reader.inspecting.findings import Check

CHECKS: Mapping[str, Check] = {
    "content": folders.content,
    "state": folders.state,
    "clock": system.clock,
    "address": addresses.address,
    "reach": addresses.reach,
    "proxies": addresses.proxies,
    "ipv6": addresses.ipv6,
    "index": parts.index,
    "faults": parts.faults,
    "database": parts.database,
    "redis": parts.redis,
    "sqlite": system.sqlite,
    "tables": parts.tables,
    "fonts": system.fonts,
    "files": system.open_files,
    "memory": system.memory,
    "watches": system.watches,
}
