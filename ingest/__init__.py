"""From files on disk to a searchable index of passages."""
