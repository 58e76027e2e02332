-- What rows are searched by whose text is a list, as |a|b|: its members. The cost is not this
-- function's own but that of reading a row, so that the index is asked before every row is read.

CREATE FUNCTION anjuan_read.members(searched text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500
AS $$ BEGIN RETURN string_to_array(searched, '|'); END $$;
