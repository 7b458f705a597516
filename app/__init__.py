"""The surfaces: command line and browser. They show; they decide nothing."""
