"""One file a metric: its definition, its source, and a pure function to a number or None."""
