"""Every fault of a content folder, and the mending of those that can be mended safely."""
