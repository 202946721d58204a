"""How connections of either database are kept."""

from sqlalchemy.pool import QueuePool

_WAIT = 1.0  # seconds for a connection of this process to be free
_CONNECTIONS = 6  # of a process: the other threads go on answering articles

POOL = {
    "poolclass": QueuePool,
    "pool_size": _CONNECTIONS,
    "max_overflow": 0,
    "pool_timeout": _WAIT,
    "hide_parameters": True,  # in what errors say
}
