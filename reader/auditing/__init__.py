"""What can be shown of a site as it is served: by its answers, its pages, and a browser."""
