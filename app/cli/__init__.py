"""The command line: one file a verb, assembled in `main`."""
