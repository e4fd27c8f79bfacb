"""Takes away a column that no version uses any more: data is lost, and an old version might miss it."""

from alembic import op

revision = "0004"
down_revision = "0003"
release_phase = "contract"
# No version ever read it.
safe_from = "2.0.0"


def upgrade() -> None:
    op.execute("ALTER TABLE events DROP COLUMN legacy_note")


def downgrade() -> None:
    op.execute("ALTER TABLE events ADD COLUMN legacy_note text")
