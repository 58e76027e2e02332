-- Positions that are never given: a restored store goes on beyond all that others may have seen of the
-- one that was lost. Only upwards, and under the lock that append takes. An identity's sequence is
-- not rolled back, so what was skipped stays skipped.

CREATE FUNCTION anjuan.skip_to(next_position bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER STRICT
SET search_path = anjuan, pg_temp
SET lock_timeout = '10s'
AS $$
DECLARE
    numbers text := pg_get_serial_sequence('anjuan.events', 'notification_id');
    given bigint;
BEGIN
    LOCK TABLE events IN EXCLUSIVE MODE;
    EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM %s',
        numbers) INTO given;
    IF given < next_position - 1 THEN
        PERFORM setval(numbers, next_position - 1);
        given := next_position - 1;
    END IF;
    RETURN given + 1;
END $$;

REVOKE ALL ON FUNCTION anjuan.skip_to FROM PUBLIC;
DO $$
DECLARE
    app text := coalesce(nullif(current_setting('anjuan.app_role', true), ''), 'anjuan_app');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION anjuan.skip_to TO %I', app);
END $$;
