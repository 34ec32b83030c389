-- The kluis remembers the highest polsslag of the register, and the highest that stands in the file of tombstones: with either of them put back, somebody knows
-- better. Reversible: the table and the function away; older code runs on this, and does not look.
CREATE TABLE polsslag (
    een     boolean PRIMARY KEY DEFAULT true CHECK (een),
    nr      bigint NOT NULL DEFAULT 0,
    bestand bigint
);
INSERT INTO polsslag DEFAULT VALUES;
GRANT SELECT ON polsslag TO schakel_kluis;
CREATE FUNCTION zet_polsslag(slag bigint, in_bestand bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE polsslag SET nr = greatest(nr, slag), bestand = greatest(bestand, in_bestand) $$;
REVOKE EXECUTE ON FUNCTION zet_polsslag(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zet_polsslag(bigint, bigint) TO schakel_kluis;
