-- Whether a case is still as its asker read it, and the asker's by its own row: the region's roles, and its casehouder. A narrower
-- rule than the policy of casussen, asked through a function that reads that one row; who else may see the case goes the long way
-- (see vlot.go). Written out in the statement, the policy of casussen with all it looks up was started anew for each contact. The
-- function runs as the owner, whom forced row level security holds too, hence the policy. Not reversible on purpose: nothing that
-- was there changes, and older code runs on this.
CREATE POLICY eigenaar ON casussen FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION ongewijzigd(casus uuid, versie text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ BEGIN
    RETURN EXISTS (SELECT FROM casussen c WHERE c.id = casus AND c.xmin = versie::xid
        AND (current_setting('app.rol', true) IN ('ctb', 'coordinator')
            OR current_setting('app.rol', true) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige')
                AND c.casehouder <> '' AND c.casehouder = current_setting('app.gebruiker', true)));
END $$;
REVOKE EXECUTE ON FUNCTION ongewijzigd(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ongewijzigd(uuid, text) TO schakel_app;
