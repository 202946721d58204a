"""Imported by the process that commands are forked from: what all of them would make alike.

That is tables, dictionaries and the code of templates: a second or two of each start, and most of a
server's memory.
"""

import reader.accounts.migrating
import reader.cli.check
import reader.cli.export
import reader.cli.importing
import reader.cli.serve
import reader.early
import reader.exporting.export
import reader.web.me.members
import reader.web.me.rooms  # noqa: F401
from reader.app import create_app, warm
from reader.config.settings import Settings
from reader.observing.events import configure_events
from tests.commands import ROOT, TABLES
from tests.sharing import share_templates

share_templates()
configure_events("plain")  # what runs may choose another
_SITE = {"QINGDU_CONTENT": str(ROOT / "content"), "QINGDU_STATE": str(TABLES)}
warm(create_app(Settings.from_environment(_SITE), keeps_index=False))
