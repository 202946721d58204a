"""An article and an edition in, safe HTML out; no files and no requests."""
