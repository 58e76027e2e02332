-- The read model: rows made from the log, which may be dropped and made anew.
-- All of it belongs to anjuan_projector. The login role (setting anjuan.app_role, else anjuan_app)
-- reads it, and can change it only after SET ROLE anjuan_projector, which has no right elsewhere.

DO $$
DECLARE
    app text := coalesce(nullif(current_setting('anjuan.app_role', true), ''), 'anjuan_app');
BEGIN
    BEGIN
        CREATE ROLE anjuan_projector NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;  -- roles are the whole server's: another database made it
    END;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT anjuan_projector TO CURRENT_USER;  -- an owner must be a member to give things away
    END IF;

    CREATE SCHEMA anjuan_read AUTHORIZATION anjuan_projector;
    CREATE TABLE anjuan_read.places (
        projection text NOT NULL,
        fingerprint text NOT NULL,
        position bigint NOT NULL,
        PRIMARY KEY (projection, fingerprint)
    );
    ALTER TABLE anjuan_read.places OWNER TO anjuan_projector;

    EXECUTE format('GRANT USAGE ON SCHEMA anjuan_read TO %I', app);
    EXECUTE format('GRANT SELECT ON anjuan_read.places TO %I', app);
    EXECUTE format(
        'ALTER DEFAULT PRIVILEGES FOR ROLE anjuan_projector IN SCHEMA anjuan_read'
        ' GRANT SELECT ON TABLES TO %I', app);

    IF current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE format('GRANT anjuan_projector TO %I WITH INHERIT FALSE, SET TRUE', app);
    ELSE
        EXECUTE format('ALTER ROLE %I NOINHERIT', app);
        EXECUTE format('GRANT anjuan_projector TO %I', app);
    END IF;
END $$;
