"""The site as files that any web server can hand out: the application's own answers, written."""
