"""Alembic's environment: runs what it is asked to on the connection that it is given.

Executed by Alembic only. `tutor.database` opens the connection, and the transaction around all
of it, so that a killed migration leaves the notebook as it was.
"""

from alembic import context

from tutor.tables import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    # SQLite can undo changes of tables; Alembic does not count on it by itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
