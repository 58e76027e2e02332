-- The event store: the application's role reads it and adds to it through one function.
-- That role's name is the setting anjuan.app_role.

-- Column names are those the eventsourcing library reads by; notification_id is the position.
CREATE TABLE anjuan.events (
    notification_id bigint GENERATED ALWAYS AS IDENTITY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL CHECK (originator_version > 0),
    topic text NOT NULL,
    state bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX events_position ON anjuan.events (notification_id);

CREATE TABLE anjuan.answered (
    actor text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    positions bigint[] NOT NULL,
    PRIMARY KEY (actor, key)
);

-- One row: whether this is a demonstration, whose callers may give the time.
CREATE TABLE anjuan.settings (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    demo boolean NOT NULL
);

-- Second defence, against the owner's own mistakes. ALWAYS: also where replication replays.
CREATE FUNCTION anjuan.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = anjuan, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: rows can only be added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION anjuan.refuse_gap() RETURNS trigger
LANGUAGE plpgsql SET search_path = anjuan, pg_temp SET enable_seqscan = off AS $$
BEGIN
    -- Scalar subqueries: a join might be planned as a pass over the whole table.
    IF EXISTS (SELECT FROM added a WHERE a.originator_version <> 1 + coalesce((
            SELECT max(e.originator_version) FROM events e
            WHERE e.originator_id = a.originator_id
                AND e.originator_version < a.originator_version), 0))
        OR (SELECT min(notification_id) FROM added) <> (SELECT min(newest.notification_id) FROM (
            SELECT notification_id FROM events ORDER BY notification_id DESC
            LIMIT (SELECT count(*) FROM added)) AS newest)
    THEN
        RAISE EXCEPTION 'an event must be the next of its stream and the last of the store'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER no_gap AFTER INSERT ON anjuan.events
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION anjuan.refuse_gap();
ALTER TABLE anjuan.events ENABLE ALWAYS TRIGGER no_gap;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['events', 'answered', 'settings'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON anjuan.%I
            FOR EACH ROW EXECUTE FUNCTION anjuan.refuse_change()', name);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON anjuan.%I
            EXECUTE FUNCTION anjuan.refuse_change()', name);
        EXECUTE format('ALTER TABLE anjuan.%I ENABLE ALWAYS TRIGGER no_change,
            ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END $$;

-- The only way in. Wishes are numbered from 1 by their place in actors, keys and fingerprints;
-- entries and reads carry that number, in its order. Answers one row per wish, in order.
--
-- The table lock makes the order of positions the order of commits, so that a follower never sees a
-- higher position first. Under it, the longest run of wishes without a loser is taken at once:
-- a run that fails is halved, down to the one wish that is refused; after each success it grows.
CREATE FUNCTION anjuan.append(
    caller_now timestamptz,
    actors text[], keys text[], fingerprints bytea[],
    entry_wish int[], entry_stream text[], entry_version bigint[],
    entry_topic text[], entry_state bytea[], entry_salt bytea[],
    read_wish int[], read_stream text[], read_version bigint[]
) RETURNS TABLE (kind text, positions bigint[])
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = anjuan, pg_temp
SET lock_timeout = '10s'
SET plan_cache_mode = force_generic_plan
SET jit = off
SET enable_seqscan = off  -- a plan made while the table was small must serve when it is large
AS $$
#variable_conflict use_column
DECLARE
    clock timestamptz;
    latest timestamptz;
    total int := cardinality(actors);
    width int := total;
    lo int := 1;
    hi int;
    fits boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED: an older snapshot would not see the heads'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        SET LOCAL synchronous_commit = on;  -- acknowledged is durable
    END IF;
    LOCK TABLE events IN EXCLUSIVE MODE;

    clock := CASE WHEN (SELECT demo FROM settings) THEN caller_now ELSE clock_timestamp() END;
    SELECT recorded_at INTO latest FROM events ORDER BY notification_id DESC LIMIT 1;
    IF latest > clock + interval '60 seconds' THEN
        RAISE EXCEPTION 'last event recorded at %, clock at %', latest, clock
            USING ERRCODE = 'AJ001';
    END IF;
    clock := greatest(clock, latest);

    WHILE lo <= total LOOP
        hi := least(lo + width - 1, total);

        -- No key known, none twice.
        SELECT count(DISTINCT (w.actor, w.key)) = count(*) AND 0 = count((
            SELECT true FROM answered a WHERE a.actor = w.actor AND a.key = w.key)) INTO fits
        FROM unnest(actors[lo:hi], keys[lo:hi]) AS w (actor, key);

        -- Every stream, at every read and write in turn, where the wish saw it.
        fits := fits AND NOT EXISTS (
            SELECT FROM (
                SELECT stream, version,
                    sum(adds) OVER (PARTITION BY stream ORDER BY wish, nth
                                    ROWS UNBOUNDED PRECEDING) AS added
                FROM (
                    SELECT wish, 0 AS nth, stream, version, 0 AS adds
                    FROM unnest(read_wish, read_stream, read_version) AS r (wish, stream, version)
                    UNION ALL
                    SELECT wish, nth, stream, version, 1
                    FROM unnest(entry_wish, entry_stream, entry_version)
                        WITH ORDINALITY AS e (wish, stream, version, nth)
                ) AS touched WHERE wish BETWEEN lo AND hi
            ) AS counted
            WHERE version <> added + coalesce((
                SELECT max(originator_version) FROM events WHERE originator_id = stream), 0)
        );

        IF fits THEN
            RETURN QUERY
            WITH chosen AS (
                SELECT *, row_number() OVER (ORDER BY nth) AS place
                FROM unnest(entry_wish, entry_stream, entry_version, entry_topic, entry_state,
                            entry_salt)
                    WITH ORDINALITY AS e (wish, stream, version, topic, state, salt, nth)
                WHERE wish BETWEEN lo AND hi
            ), added AS (
                INSERT INTO events (originator_id, originator_version, topic, state, recorded_at,
                                    salt)
                SELECT stream, version, topic, state, clock, salt FROM chosen ORDER BY place
                RETURNING notification_id
            ), numbered AS (
                SELECT array_agg(notification_id ORDER BY notification_id) AS ids FROM added
            ), placed AS (
                SELECT wish, coalesce(array_agg((SELECT ids FROM numbered)[place] ORDER BY place)
                    FILTER (WHERE place IS NOT NULL), '{}') AS positions
                FROM (
                    SELECT wish, place FROM chosen
                    UNION ALL SELECT generate_series(lo, hi), NULL  -- wishes without entries too
                ) AS wished GROUP BY wish
            ), remembered AS (
                INSERT INTO answered (actor, key, fingerprint, positions)
                SELECT actors[wish], keys[wish], fingerprints[wish], positions FROM placed
            )
            SELECT 'stored', positions FROM placed ORDER BY wish;
            NOTIFY events;
            lo := hi + 1;
            width := width * 2;
        ELSIF lo < hi THEN
            width := (hi - lo + 1) / 2;
        ELSE
            RETURN QUERY
            SELECT CASE WHEN a.fingerprint = fingerprints[lo] THEN 'replayed' ELSE 'reused' END,
                CASE WHEN a.fingerprint = fingerprints[lo] THEN a.positions ELSE '{}' END
            FROM answered a WHERE a.actor = actors[lo] AND a.key = keys[lo];
            IF NOT FOUND THEN
                RETURN QUERY SELECT 'conflict', '{}'::bigint[];
            END IF;
            lo := lo + 1;
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON SCHEMA anjuan FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA anjuan FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA anjuan FROM PUBLIC;

DO $$
DECLARE app text := current_setting('anjuan.app_role');
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA anjuan TO %I', app);
    EXECUTE format('GRANT SELECT ON anjuan.events, anjuan.answered TO %I', app);
    EXECUTE format('GRANT EXECUTE ON FUNCTION anjuan.append TO %I', app);
END $$;
