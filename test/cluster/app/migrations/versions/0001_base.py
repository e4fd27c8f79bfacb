"""Events with vectors, and results of tasks."""

from alembic import op

revision = "0001"
down_revision = None
release_phase = "expand"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.execute(
        """
        CREATE TABLE events (
            id uuid PRIMARY KEY,
            body text NOT NULL,
            embedding vector(8) NOT NULL,
            legacy_note text,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    # Small lists: a test writes hundreds of rows a second on two cores.
    op.execute("CREATE INDEX events_embedding ON events USING hnsw (embedding vector_l2_ops) WITH (m = 8, ef_construction = 32)")
    op.execute(
        """
        CREATE TABLE task_results (
            stream_id text PRIMARY KEY,
            payload text NOT NULL,
            worker text NOT NULL,
            version text NOT NULL,
            deliveries integer NOT NULL DEFAULT 1,
            processed_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE task_results")
    op.execute("DROP TABLE events")
