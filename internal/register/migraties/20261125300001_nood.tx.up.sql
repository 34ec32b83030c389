-- Noodprocedure: for hours, somebody without a relation to a case reads it, with a reason, told at once. Not reversible on purpose:
-- who could see what would be lost; older code runs on this, and then only does not know the relation.
CREATE TABLE noodtoegangen (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    wie text NOT NULL REFERENCES gebruikers (id),
    rol text NOT NULL CHECK (rol IN ('bmz_werker', 'psychiater')),
    organisatie text NOT NULL,
    -- A word of a list; what was written beside it is encrypted with the key of the case.
    reden text NOT NULL,
    toelichting bytea,
    van timestamptz NOT NULL DEFAULT now(),
    tot timestamptz NOT NULL,
    ingetrokken_op timestamptz,
    ingetrokken_door text,
    -- Until when it gives rights: taking it back can only shorten it.
    einde timestamptz NOT NULL GENERATED ALWAYS AS (LEAST(tot, coalesce(ingetrokken_op, tot))) STORED,
    -- Hours, not days: whatever a policy says.
    CHECK (tot > van AND tot <= van + interval '24 hours'),
    CHECK ((ingetrokken_op IS NULL) = (ingetrokken_door IS NULL))
);
CREATE INDEX noodtoegangen_wie ON noodtoegangen (wie, einde);
CREATE INDEX noodtoegangen_casus ON noodtoegangen (casus_id);
CREATE INDEX noodtoegangen_lijst ON noodtoegangen (van DESC, id DESC);

ALTER TABLE noodtoegangen ENABLE ROW LEVEL SECURITY;
ALTER TABLE noodtoegangen FORCE ROW LEVEL SECURITY;
-- Nobody gives it to himself: the application has no INSERT. Who asks cannot see the case, so the engine's side looks and writes.
CREATE POLICY motor ON noodtoegangen FOR SELECT TO schakel_motor USING (true);
CREATE POLICY nieuw ON noodtoegangen FOR INSERT TO schakel_motor WITH CHECK (ingetrokken_op IS NULL);
CREATE POLICY app ON noodtoegangen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('coordinator', 'privacy_officer')
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater') AND wie = (SELECT vrager())));
CREATE POLICY einde ON noodtoegangen FOR UPDATE TO schakel_app
    USING (ingetrokken_op IS NULL AND ((SELECT vrager_rol()) IN ('coordinator', 'privacy_officer')
        OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater') AND wie = (SELECT vrager()))))
    WITH CHECK (ingetrokken_op IS NOT NULL AND ingetrokken_door = (SELECT vrager()));
GRANT SELECT ON noodtoegangen TO schakel_app;
GRANT UPDATE (ingetrokken_op, ingetrokken_door) ON noodtoegangen TO schakel_app;
GRANT SELECT, INSERT ON noodtoegangen TO schakel_motor;

-- The cases the asker has emergency access to now, in the role it was given in. One answer per query; planned once per connection.
CREATE FUNCTION nood_casussen() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF vrager_rol() NOT IN ('bmz_werker', 'psychiater') THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT n.casus_id FROM noodtoegangen n
        WHERE n.wie = vrager() AND n.rol = vrager_rol() AND n.van <= clock_timestamp() AND n.einde > clock_timestamp());
END $$;
-- Whether the asker's access to this case rests on that alone; so the access log can say so.
CREATE FUNCTION alleen_nood(casus uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN casus = ANY (nood_casussen()) AND NOT EXISTS (SELECT FROM casussen c WHERE c.id = casus
        AND (c.casehouder <> '' AND c.casehouder = ANY (huizen())
            OR EXISTS (SELECT FROM inzet i WHERE i.casus_id = c.id AND i.wie = vrager() AND (i.tot IS NULL OR i.tot > now()))));
END $$;

-- Beside the policies that are there, which stay as they were. A dossier hangs on its case, so it goes along.
CREATE POLICY nood ON casussen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('bmz_werker', 'psychiater') AND id = ANY ((SELECT nood_casussen())::uuid[]));
-- What is told to the privacy officer.
CREATE POLICY fg ON meldingen TO schakel_app USING (aan = 'privacy_officer' AND (SELECT vrager_rol()) = 'privacy_officer');
