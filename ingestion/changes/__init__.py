"""What changed between two builds: read by `warehouse`, put into words by `sentences` and `page`."""
