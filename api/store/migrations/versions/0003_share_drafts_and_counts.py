"""Keep the texts of drafts, and count requests of all processes together.

Adds only, so that a process of the edition before goes on working while another has migrated already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name != "sqlite"
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "drafttext",
        sa.Column("id", identity, autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    with op.batch_alter_table("drafttext", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafttext_act"), ["act"], unique=False)
    op.create_table(
        "request_count",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("slice", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("who", "slice", "process"),
        prefixes=["UNLOGGED"] if on_postgresql else [],
    )
    with op.batch_alter_table("request_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_count_slice"), ["slice"], unique=False)
    _let_only_grow(on_postgresql=on_postgresql)


def _let_only_grow(*, on_postgresql: bool) -> None:
    """Let the database itself refuse to change or delete what is on record."""
    if on_postgresql:
        op.execute(
            "CREATE TRIGGER drafttext_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON drafttext "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER drafttext_no_{deed.lower()} BEFORE {deed} ON drafttext "
            "BEGIN SELECT RAISE(ABORT, 'drafttext only grows'); END"
        )
