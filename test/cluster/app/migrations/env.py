"""Runs the revisions of a migration, all in one transaction: when one fails, none has happened."""

from logging.config import fileConfig

from alembic import context
from sqlalchemy import URL, create_engine, pool, text

from agent_hive.settings import read_settings

# Any number; the same for all that migrate this database.
MIGRATION_LOCK = 727_001


def url() -> URL:
    parameters = read_settings().database()
    names = {"host": "host", "port": "port", "dbname": "database", "user": "username", "password": "password"}
    places = {names[key]: value for key, value in parameters.items() if key in names}
    return URL.create("postgresql+psycopg", **places, query={key: str(value) for key, value in parameters.items() if key not in names})


if context.is_offline_mode():
    context.configure(url=url(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    fileConfig(context.config.config_file_name)
    with create_engine(url(), poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, transaction_per_migration=False)
        with context.begin_transaction():
            # A table that is in use must not make its users queue behind a migration that waits.
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            # A Job's pod that was thought lost may still be at it: one after the other.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            context.run_migrations()
