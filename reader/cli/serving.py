"""How a site is served: what the command line says, for every process that has to know."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from reader.config.environment_file import read_environment
from reader.config.variables import PREFIX


@dataclass(frozen=True, slots=True)
class Serving:
    """The options of `qingdu serve`, and what the first process found out.

    `head` seconds and `head_size` bytes are granted to the head of a request (`head` also to a
    connection between two requests), `connections` at a time to each worker at each address,
    `grace` seconds to what is under way when its worker is to end. A worker is replaced when it
    is older than `max_age` seconds or takes more than `max_memory` bytes; 0: never.
    `site_url` and `state` are for settings that the environment leaves open or cannot have.
    """

    workers: int = 1
    head: float = 75.0
    head_size: int = 64 * 1024
    connections: int = 1024
    grace: float = 25.0
    max_age: float = 0.0
    max_memory: int = 0
    environment_file: str = ""
    site_url: str = ""
    state: str = ""

    def to_json(self) -> str:
        """The same for another process, which may be of another release."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What another process was told, as far as it is known here."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in json.loads(text).items() if key in known})


def environment_of(serving: Serving) -> dict[str, str]:
    """The environment of this moment; raises SettingsError where its file cannot be read."""
    environment = dict(os.environ)
    if serving.environment_file:
        environment |= read_environment(Path(serving.environment_file))
    if serving.state:
        environment[f"{PREFIX}STATE"] = serving.state
    if not environment.get(f"{PREFIX}SITE_URL"):
        environment[f"{PREFIX}SITE_URL"] = serving.site_url
    return environment
