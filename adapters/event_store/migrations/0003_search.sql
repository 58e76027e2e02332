-- What rows of the read model are searched by, beside each character alone: the pieces that
-- adapters/read_search.py tells of. Indexes hold what this answers: it must never answer otherwise.

CREATE FUNCTION anjuan_read.pieces(searched text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500
AS $$
DECLARE
    characters text[] := string_to_array(searched, NULL);
    answer text[] := characters;
BEGIN
    FOR i IN 2 .. cardinality(characters) LOOP
        answer := answer || (characters[i - 1] || characters[i]);
        IF ascii(characters[i]) < 128 AND i < cardinality(characters) THEN
            answer := answer || (characters[i - 1] || characters[i] || characters[i + 1]);
        END IF;
    END LOOP;
    RETURN answer;
END $$;
