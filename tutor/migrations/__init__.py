"""How the notebook's tables came to be: Alembic's environment, and one file a change."""
