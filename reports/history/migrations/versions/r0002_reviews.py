"""What was said of findings after they were judged: a second run's marks, and reviewers' decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    for name in ("again", "again_zh", "again_en"):
        op.add_column("finding", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("reviews", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_review_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_run_id"), "review", ["run_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_review_run_id"), table_name="review")
    op.drop_table("review")
    op.drop_column("run", "reviews")
    for name in ("again_en", "again_zh", "again"):
        op.drop_column("finding", name)
