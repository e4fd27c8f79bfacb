"""How much an event matters, with a value for the rows that are there. Fails half-way when the fault failMigration is on."""

from alembic import op
from redis import Redis

from agent_hive.faults import read_now
from agent_hive.settings import read_settings

revision = "0003"
down_revision = "0002"
release_phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE events ADD COLUMN importance real")
    op.execute("UPDATE events SET importance = 0.5")
    settings = read_settings()
    with Redis(**settings.redis()) as client:
        fails = read_now(client, settings.build, settings.baked_faults).failMigration
    if fails:
        # It is there already.
        op.execute("ALTER TABLE events ADD COLUMN importance real")
    op.execute("ALTER TABLE events ALTER COLUMN importance SET DEFAULT 0.5")


def downgrade() -> None:
    op.execute("ALTER TABLE events DROP COLUMN importance")
