"""What changed between two builds: read by `warehouse`, judged by `findings`, told by `report` and `page`."""
