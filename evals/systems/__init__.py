"""What can be asked a case: the tutor as it is configured, and the baselines beside it."""
