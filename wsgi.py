"""The application for any WSGI server: `wsgi:app`, configured by the environment (`QINGDU_*`)."""

from reader.app import application

app = application()
