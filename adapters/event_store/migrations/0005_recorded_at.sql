-- When an event was recorded, for who has just added it: asked in the statement that adds, which does
-- not see its own rows itself. Volatile, so that it looks at the table as it is by then.

CREATE FUNCTION anjuan.recorded_at(place bigint) RETURNS timestamptz
LANGUAGE sql VOLATILE STRICT
AS $$ SELECT recorded_at FROM anjuan.events WHERE notification_id = place $$;

REVOKE ALL ON FUNCTION anjuan.recorded_at FROM PUBLIC;
DO $$
DECLARE
    app text := coalesce(nullif(current_setting('anjuan.app_role', true), ''), 'anjuan_app');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION anjuan.recorded_at TO %I', app);
END $$;
