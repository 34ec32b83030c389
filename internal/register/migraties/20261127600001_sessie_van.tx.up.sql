-- Whose session it is, so that somebody who lost a telephone can end them all (decision 0120). Of sessions from before, which end within a working day, nobody knows it.
-- Reversible: function and column away. Older code runs on this: what it stores is of nobody, and ends one at a time.
ALTER TABLE sessies ADD COLUMN gebruiker text NOT NULL DEFAULT '';
CREATE INDEX sessies_gebruiker ON sessies (gebruiker) WHERE gebruiker <> '';

-- Ends every session of one user, and says how many there were: for who manages users, whose role reads no sessions. It runs as the owner.
CREATE FUNCTION log_uit(wie text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n bigint;
BEGIN
    WITH weg AS (DELETE FROM sessies s WHERE s.gebruiker <> '' AND s.gebruiker = wie RETURNING s.verloopt) SELECT count(*) FILTER (WHERE weg.verloopt > now()) INTO n FROM weg;
    RETURN n;
END $$;
REVOKE EXECUTE ON FUNCTION log_uit(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_uit(text) TO schakel_motor;
