"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_until", sa.String(), nullable=False),
        sa.Column("totp", sa.String(), nullable=False),
        sa.Column("totp_next", sa.String(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("closed", sa.String(), nullable=False),
        sa.Column("toured", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "act",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("row_digest", sa.String(), nullable=False),
        sa.Column("moves_data", sa.Boolean(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_act_moves_data",
            ["seq"],
            unique=False,
            sqlite_where=sa.text("moves_data"),
            postgresql_where=sa.text("moves_data"),
        )
        batch_op.create_index(batch_op.f("ix_act_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "import_preview",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("import_preview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_preview_account_id"), ["account_id"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("preview", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["preview"], ["import_preview.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("preview", "number"),
    )
    op.create_table(
        "login_failure",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("succeeded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("login", "address"),
    )
    op.create_table(
        "account_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "account_session",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "account_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("prefix"),
    )
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "criteriatext",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    with op.batch_alter_table("criteriatext", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criteriatext_act"), ["act"], unique=False)

    op.create_table(
        "periodplan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("self_assessed_by", sa.Date(), nullable=False),
        sa.Column("submitted_by", sa.Date(), nullable=False),
        sa.Column("appraised_by", sa.Date(), nullable=False),
        sa.Column("review_6", sa.Date(), nullable=False),
        sa.Column("review_9", sa.Date(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["periodplan.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("periodplan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_periodplan_act"), ["act"], unique=False)
        batch_op.create_index(
            "uq_periodplan_first",
            ["set_id", "period"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.CheckConstraint("length(code) = 5", name="ck_unit_code"),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "first_day", name="uq_unit"),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_act"), ["act"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["evidence.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_act"), ["act"], unique=False)
        batch_op.create_index("ix_evidence_period", ["set_id", "period"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "recognition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("set_id", "unit_id", "level", "decided_on", name="uq_recognition"),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_recognition_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["registration.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_registration_first",
            ["set_id", "unit_id", "period", "level"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "sealed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("set_id", "unit_id", "period", "edition", name="uq_sealed"),
    )
    with op.batch_alter_table("sealed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["step.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_act"), ["act"], unique=False)
        batch_op.create_index("ix_step_period", ["set_id", "period"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_step_first",
            ["set_id", "unit_id", "period"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "waiver",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["waiver.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_act"), ["act"], unique=False)
        batch_op.create_index("ix_waiver_period", ["set_id", "period"], unique=False)
        batch_op.create_index(batch_op.f("ix_waiver_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_waiver_first",
            ["set_id", "unit_id", "period", "criterion"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "figure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("steps", sa.BigInteger(), nullable=True),
        sa.Column("evidence_id", sa.BigInteger(), nullable=True),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('count', 'number', 'flag', 'document')", name="ck_figure_kind"),
        sa.CheckConstraint("length(note) <= 500", name="ck_figure_note"),
        sa.CheckConstraint("length(period) = 4", name="ck_figure_period"),
        sa.CheckConstraint("steps BETWEEN 0 AND 1000000000000", name="ck_figure_steps"),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["figure.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_act"), ["act"], unique=False)
        batch_op.create_index("ix_figure_period", ["set_id", "period", "act"], unique=False)
        batch_op.create_index("ix_figure_unit", ["set_id", "unit_id", "period", "act"], unique=False)
        batch_op.create_index(
            "ix_figure_sample",
            ["set_id"],
            unique=False,
            sqlite_where=sa.text("sample"),
            postgresql_where=sa.text("sample"),
        )
        batch_op.create_index(
            "uq_figure_first",
            ["set_id", "unit_id", "period", "indicator"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "revocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("recognition_id", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["recognition_id"],
            ["recognition.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recognition_id"),
    )
    with op.batch_alter_table("revocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revocation_act"), ["act"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("denominator > 0 AND numerator BETWEEN 0 AND denominator", name="ck_share_part"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 300", name="ck_share_reason"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["into_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["replaces"], ["share.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_share_first",
            ["set_id", "unit_id", "into_id", "indicator"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "mergerrule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("rule IN ('all', 'majority', 'none')", name="ck_mergerrule_rule"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["mergerrule.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("mergerrule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mergerrule_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_mergerrule_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_mergerrule_first",
            ["set_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "issuing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["issuing.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("issuing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issuing_act"), ["act"], unique=False)
        batch_op.create_index(
            "uq_issuing_first",
            ["set_id"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "model",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("model_key", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("regulations", sa.Boolean(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("households BETWEEN 0 AND 1000000000", name="ck_model_households"),
        sa.CheckConstraint("members BETWEEN 0 AND 1000000000", name="ck_model_members"),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name="ck_model_title"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["model.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("model", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("ix_model_key", ["model_key"], unique=False)
        batch_op.create_index(
            "uq_model_first",
            ["model_key"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "modelturn",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("model_key", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("standing IN ('active', 'paused', 'ended')", name="ck_modelturn_standing"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["modelturn.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("modelturn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modelturn_act"), ["act"], unique=False)
        batch_op.create_index("ix_modelturn_key", ["model_key"], unique=False)
        batch_op.create_index(
            "uq_modelturn_first",
            ["model_key", "since"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "modelreview",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("model_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("households BETWEEN 0 AND 1000000000", name="ck_modelreview_households"),
        sa.CheckConstraint("members BETWEEN 0 AND 1000000000", name="ck_modelreview_members"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["modelreview.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("modelreview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modelreview_act"), ["act"], unique=False)
        batch_op.create_index("ix_modelreview_key", ["model_key"], unique=False)
        batch_op.create_index(
            "uq_modelreview_first",
            ["model_key", "year"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    op.create_table(
        "registerclosed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("length(period) = 4", name="ck_registerclosed_period"),
        sa.ForeignKeyConstraint(["act"], ["act.seq"]),
        sa.ForeignKeyConstraint(["replaces"], ["registerclosed.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("replaces"),
    )
    with op.batch_alter_table("registerclosed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registerclosed_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_registerclosed_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("ix_registerclosed_period", ["period"], unique=False)
        batch_op.create_index(
            "uq_registerclosed_first",
            ["unit_id", "period"],
            unique=True,
            sqlite_where=sa.text("replaces IS NULL"),
            postgresql_where=sa.text("replaces IS NULL"),
        )

    _let_only_grow(op.get_bind().dialect.name)


GROWING = (
    "act", "unit", "criteriatext", "evidence", "figure", "waiver", "periodplan", "registration", "step", "sealed",
    "recognition", "revocation", "share", "mergerrule", "issuing",
    "model", "modelturn", "modelreview", "registerclosed",
)  # fmt: skip


def _let_only_grow(dialect: str) -> None:
    """Let the database itself refuse to change or delete what is on record."""
    if dialect == "sqlite":
        for table in GROWING:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"
    )
    for table in GROWING:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
