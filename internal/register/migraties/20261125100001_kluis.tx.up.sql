-- Destroying the key of a case is a right of its own, and not the right to delete rows: neither role may do that, and a forgotten WHERE
-- cannot destroy more than one. The function runs as the owner, whom forced row level security holds too, hence the policy. Not reversible
-- on purpose: nothing that was there changes, and older code runs on this.
CREATE POLICY eigenaar ON sleutels FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE FUNCTION vernietig_sleutel(casus uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DELETE FROM sleutels WHERE casus_id = casus $$;
REVOKE EXECUTE ON FUNCTION vernietig_sleutel(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vernietig_sleutel(uuid) TO schakel_motor;
