-- Seals of the access log cover the column spoor too, from here on (decision 0082). vorm is what a seal was made of: 1 without spoor, 2 with; its keyed
-- hash names the form, so a changed number is found. Processes of before this version go on in form 1 until they are replaced. Not reversible on
-- purpose: nothing that was there changes, and older code runs on this.
ALTER TABLE logzegels ADD COLUMN vorm int NOT NULL DEFAULT 1 CHECK (vorm IN (1, 2));
CREATE POLICY eigenaar ON logzegels FOR SELECT TO CURRENT_USER USING (true);
-- As logregelsom, in form 2.
CREATE FUNCTION logregelsom2(l toegangslog) RETURNS bytea LANGUAGE sql STABLE AS $$ SELECT sha256(convert_to(ROW(l.nr, (extract(epoch FROM l.op) * 1000000)::bigint,
    l.wie, l.rol, l.organisatie, l.casus_id, l.wat, l.handeling, l.resultaat, l.doel, l.via, l.casussen, l.spoor)::text, 'UTF8')) $$;
-- Takes a case with a tombstone out of the log, as before; the sum that a line keeps is of the form of its seal (a line without one yet: any), and what
-- the proofs are of is answered in both forms.
DROP FUNCTION wis_logverwijzing(uuid);
CREATE FUNCTION wis_logverwijzing(casus uuid)
    RETURNS TABLE (nr bigint, oorspronkelijk bytea, bewijs bytea, som_voor bytea, som_na bytea, som_voor2 bytea, som_na2 bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = casus) THEN
        RAISE EXCEPTION 'zonder grafsteen wordt niets vernietigd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY WITH oud AS (
        SELECT l.nr, logregelsom(l) AS som, logregelsom2(l) AS som2, (SELECT z.vorm FROM logzegels z WHERE l.nr BETWEEN z.van AND z.tot LIMIT 1) AS vorm
        FROM toegangslog l WHERE l.casus_id = casus OR l.casussen @> ARRAY[casus] FOR UPDATE
    ), nieuw AS (
        UPDATE toegangslog l SET oorspronkelijk = coalesce(l.oorspronkelijk, CASE oud.vorm WHEN 1 THEN oud.som ELSE oud.som2 END),
            casus_id = NULLIF(l.casus_id, casus), casussen = array_remove(l.casussen, casus)
        FROM oud WHERE l.nr = oud.nr RETURNING l AS regel
    ) SELECT (n.regel).nr, (n.regel).oorspronkelijk, (n.regel).bewijs, o.som, logregelsom(n.regel), o.som2, logregelsom2(n.regel)
    FROM nieuw n JOIN oud o ON o.nr = (n.regel).nr ORDER BY o.nr;
END $$;
REVOKE EXECUTE ON FUNCTION wis_logverwijzing(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wis_logverwijzing(uuid) TO schakel_motor;
