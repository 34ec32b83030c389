-- Which form of words, under which key, a case can be found by: empty is what older code writes, and what the step `schakel sleutels zoekindex`
-- makes anew. Not reversible on purpose: nothing is lost by it, and older code runs on this.
ALTER TABLE casussen ADD COLUMN zoekvorm text NOT NULL DEFAULT '';
CREATE INDEX zoektokens_casus ON zoektokens (casus_id);

-- Neither role may delete or read back what people can be found by; making it anew for one case is a right of its own.
CREATE POLICY eigenaar ON zoektokens FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE FUNCTION zet_zoektokens(casus uuid, tokens bytea[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    DELETE FROM zoektokens WHERE casus_id = casus;
    INSERT INTO zoektokens (casus_id, token) SELECT casus, t FROM unnest(tokens) t ON CONFLICT DO NOTHING;
$$;
REVOKE EXECUTE ON FUNCTION zet_zoektokens(uuid, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zet_zoektokens(uuid, bytea[]) TO schakel_motor;
