"""One file a change of the notebook's tables, each naming the one before it."""
