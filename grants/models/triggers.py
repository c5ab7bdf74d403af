"""The hard rules of the ledger, held by PostgreSQL: form, import, shell and psql meet the same wall.

Each refusal carries the name of its rule as the constraint name, so that `grants.ledger` can say it in Swedish.
"""

import pgtrigger

ACCOUNT_WITHIN_ONE_AGREEMENT = pgtrigger.Trigger(
    name="account_within_one_agreement",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
    IF NEW.activity_id IS NOT NULL AND NOT EXISTS (
        SELECT 1
        FROM grants_fund f
        JOIN grants_developmentarea fa ON fa.id = f.area_id
        JOIN grants_activity a ON a.id = NEW.activity_id
        JOIN grants_developmentarea aa ON aa.id = a.area_id
        WHERE f.id = NEW.fund_id AND aa.agreement_id = fa.agreement_id
    ) THEN
        RAISE EXCEPTION 'fund % and activity % belong to different agreements', NEW.fund_id, NEW.activity_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_within_one_agreement';
    END IF;
    RETURN NEW;
    """,
)

# One trigger for what can be told from the row and its two accounts. The month is that of the fund's agreement.
MOVEMENT_IS_LAWFUL = pgtrigger.Trigger(
    name="movement_is_lawful",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[
        ("source", "grants_account%ROWTYPE"),
        ("target", "grants_account%ROWTYPE"),
        ("original", "grants_movement%ROWTYPE"),
        ("agreement", "bigint"),
    ],
    func="""
    SELECT * INTO source FROM grants_account WHERE id = NEW.source_id;
    SELECT * INTO target FROM grants_account WHERE id = NEW.target_id;
    IF source.fund_id IS DISTINCT FROM target.fund_id THEN
        RAISE EXCEPTION 'accounts % and % belong to different funds', NEW.source_id, NEW.target_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_within_one_fund';
    END IF;
    IF NEW.kind = 'reversal' THEN
        SELECT * INTO original FROM grants_movement WHERE id = NEW.reverses_id;
        IF original.kind = 'reversal' OR original.source_id <> NEW.target_id OR original.target_id <> NEW.source_id
           OR original.amount <> NEW.amount OR NEW.booked_on < original.booked_on THEN
            RAISE EXCEPTION 'movement % is not the mirror of %', NEW.id, NEW.reverses_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_reversal_mirrors';
        END IF;
    ELSIF (NEW.kind, source.kind, target.kind) NOT IN (
        ('allotment', 'state', 'pool'), ('allocation', 'pool', 'activity'), ('reallocation', 'activity', 'activity'),
        ('release', 'activity', 'pool'), ('repayment', 'pool', 'state')
    ) THEN
        RAISE EXCEPTION '% cannot go from % to %', NEW.kind, source.kind, target.kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_kind_fits_accounts';
    END IF;
    SELECT area.agreement_id INTO agreement
    FROM grants_fund fund JOIN grants_developmentarea area ON area.id = fund.area_id WHERE fund.id = source.fund_id;
    -- Closing and booking the same month wait for each other on the agreement's row.
    PERFORM 1 FROM grants_agreement WHERE id = agreement FOR KEY SHARE;
    IF EXISTS (
        SELECT 1 FROM grants_periodclose p
        WHERE p.agreement_id = agreement AND p.reopened_at IS NULL
          AND p.month = date_trunc('month', NEW.booked_on)::date
    ) THEN
        RAISE EXCEPTION 'month % is closed', to_char(NEW.booked_on, 'YYYY-MM')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_in_an_open_month';
    END IF;
    RETURN NEW;
    """,
)

# At commit, so that a reversal and its replacement count as one. Locks the account, so that two transactions that each
# leave something cannot together leave less than nothing.
MOVEMENT_LEAVES_NOTHING_BELOW_ZERO = pgtrigger.Trigger(
    name="movement_leaves_nothing_below_zero",
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    declare=[("account_kind", "text"), ("lowest", "numeric")],
    func="""
    SELECT kind INTO account_kind FROM grants_account WHERE id = NEW.source_id FOR NO KEY UPDATE;
    IF account_kind = 'state' THEN
        RETURN NULL;
    END IF;
    SELECT min(balance) INTO lowest FROM (
        SELECT booked_on, sum(sum(change)) OVER (ORDER BY booked_on) AS balance
        FROM (
            SELECT booked_on, -amount AS change FROM grants_movement WHERE source_id = NEW.source_id
            UNION ALL
            SELECT booked_on, amount FROM grants_movement WHERE target_id = NEW.source_id
        ) changes
        GROUP BY booked_on
    ) days WHERE booked_on >= NEW.booked_on;
    IF lowest < 0 THEN
        RAISE EXCEPTION 'account % would stand at %', NEW.source_id, lowest
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_leaves_nothing_below_zero';
    END IF;
    RETURN NULL;
    """,
)

# A closed month's outcome stands: no file comes, none is taken back.
OUTCOME_IN_AN_OPEN_MONTH = pgtrigger.Trigger(
    name="outcome_in_an_open_month",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    -- Closing the month and changing its outcome wait for each other on the agreement's row.
    PERFORM 1 FROM grants_agreement WHERE id = NEW.agreement_id FOR KEY SHARE;
    IF EXISTS (
        SELECT 1 FROM grants_periodclose p
        WHERE p.agreement_id = NEW.agreement_id AND p.month = NEW.month AND p.reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION 'month % is closed', to_char(NEW.month, 'YYYY-MM')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_in_an_open_month';
    END IF;
    RETURN NEW;
    """,
)

# Before its first closing a month is mended by a new file; a row beside the file would then be counted twice.
CORRECTION_AFTER_A_CLOSING = pgtrigger.Trigger(
    name="correction_after_a_closing",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
    IF NOT EXISTS (
        SELECT 1
        FROM grants_periodclose p
        WHERE p.month = NEW.month AND p.reopened_at IS NULL AND p.agreement_id = COALESCE(NEW.agreement_id, (
            SELECT area.agreement_id FROM grants_activity activity
            JOIN grants_developmentarea area ON area.id = activity.area_id WHERE activity.id = NEW.activity_id
        ))
    ) THEN
        RAISE EXCEPTION 'month % is not closed', to_char(NEW.month, 'YYYY-MM')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_after_a_closing';
    END IF;
    RETURN NEW;
    """,
)

# What leaves the bucket comes to an activity of the same agreement: the same amount, month and account string.
CORRECTION_MOVES_WHOLE = pgtrigger.Trigger(
    name="correction_moves_whole",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    condition=pgtrigger.Q(new__counterpart__isnull=False),
    func="""
    IF NOT EXISTS (
        SELECT 1
        FROM grants_outcomecorrection c
        JOIN grants_activity activity ON activity.id = c.activity_id
        JOIN grants_developmentarea area ON area.id = activity.area_id
        WHERE c.id = NEW.counterpart_id AND area.agreement_id = NEW.agreement_id AND c.month = NEW.month
          AND c.account_string = NEW.account_string AND c.amount = -NEW.amount
    ) THEN
        RAISE EXCEPTION 'correction % is not the mirror of %', NEW.id, NEW.counterpart_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_moves_whole';
    END IF;
    RETURN NEW;
    """,
)

# A row of an accounting file stands as it came. Which activity it belongs to may change while its month is open.
OUTCOME_IS_ONLY_CONNECTED = pgtrigger.Trigger(
    name="outcome_is_only_connected",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    declare=[("file", "grants_outcomeimport%ROWTYPE")],
    func="""
    IF (NEW.id, NEW.source_id, NEW.row_number, NEW.month, NEW.account_string, NEW.voucher, NEW.text, NEW.amount)
       IS DISTINCT FROM
       (OLD.id, OLD.source_id, OLD.row_number, OLD.month, OLD.account_string, OLD.voucher, OLD.text, OLD.amount) THEN
        RAISE EXCEPTION 'outcome row % is never changed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_row_is_never_changed';
    END IF;
    SELECT * INTO file FROM grants_outcomeimport WHERE id = NEW.source_id;
    IF file.ended_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM grants_periodclose p
        WHERE p.agreement_id = file.agreement_id AND p.month = NEW.month AND p.reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION 'month % is closed', to_char(NEW.month, 'YYYY-MM')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_in_an_open_month';
    END IF;
    RETURN NEW;
    """,
)

ACCOUNT_RULE_WITHIN_ONE_AGREEMENT = pgtrigger.Trigger(
    name="account_rule_within_one_agreement",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    IF NOT EXISTS (
        SELECT 1 FROM grants_activity a JOIN grants_developmentarea area ON area.id = a.area_id
        WHERE a.id = NEW.activity_id AND area.agreement_id = NEW.agreement_id
    ) THEN
        RAISE EXCEPTION 'activity % belongs to another agreement', NEW.activity_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_rule_within_one_agreement';
    END IF;
    RETURN NEW;
    """,
)
