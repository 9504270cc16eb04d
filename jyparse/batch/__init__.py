"""Many pages: read by several processes, each page costing itself alone."""
