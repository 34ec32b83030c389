-- Vervanging: a period in which another worker has a casehouder's rights. Not reversible on purpose: who could see what would
-- be lost; older code runs on this, and then only does not know the relation.
CREATE TABLE vervangingen (
    id uuid PRIMARY KEY,
    vervangen text NOT NULL REFERENCES gebruikers (id),
    vervanger text NOT NULL REFERENCES gebruikers (id),
    van timestamptz NOT NULL,
    tot timestamptz NOT NULL,
    -- A word of a list, never text: no client and no illness can stand in it.
    reden text NOT NULL DEFAULT '',
    door_persoon text NOT NULL,
    gemaakt_op timestamptz NOT NULL,
    beeindigd_op timestamptz,
    beeindigd_door text,
    -- Until when it gives rights: ending early can only shorten it.
    einde timestamptz NOT NULL GENERATED ALWAYS AS (LEAST(tot, coalesce(beeindigd_op, tot))) STORED,
    CHECK (vervangen <> vervanger AND vervangen <> '' AND vervanger <> ''),
    CHECK (tot > van),
    CHECK ((beeindigd_op IS NULL) = (beeindigd_door IS NULL))
);
-- What is asked with each reading by a worker: whom do I replace now?
CREATE INDEX vervangingen_vervanger ON vervangingen (vervanger, einde);
CREATE INDEX vervangingen_vervangen ON vervangingen (vervangen, einde);
CREATE INDEX vervangingen_lijst ON vervangingen (van DESC, id DESC);

ALTER TABLE vervangingen ENABLE ROW LEVEL SECURITY;
ALTER TABLE vervangingen FORCE ROW LEVEL SECURITY;
CREATE POLICY motor ON vervangingen FOR SELECT TO schakel_motor USING (true);
CREATE POLICY app ON vervangingen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) = 'coordinator'
    OR ((SELECT vrager_rol()) = 'bmz_werker' AND (vervangen = (SELECT vrager()) OR vervanger = (SELECT vrager()))));
-- Nobody takes another's rights: a worker only gives the own ones away.
CREATE POLICY nieuw ON vervangingen FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND beeindigd_op IS NULL
    AND ((SELECT vrager_rol()) = 'coordinator' OR ((SELECT vrager_rol()) = 'bmz_werker' AND vervangen = (SELECT vrager())))
    AND EXISTS (SELECT FROM gebruikers g WHERE g.id = vervangen AND g.rol = 'bmz_werker')
    AND EXISTS (SELECT FROM gebruikers g WHERE g.id = vervanger AND g.rol = 'bmz_werker'));
CREATE POLICY einde ON vervangingen FOR UPDATE TO schakel_app
    USING (beeindigd_op IS NULL AND ((SELECT vrager_rol()) = 'coordinator'
        OR ((SELECT vrager_rol()) = 'bmz_werker' AND vervangen = (SELECT vrager()))))
    WITH CHECK (beeindigd_op IS NOT NULL AND beeindigd_door = (SELECT vrager()));
GRANT SELECT, INSERT ON vervangingen TO schakel_app;
GRANT UPDATE (beeindigd_op, beeindigd_door) ON vervangingen TO schakel_app;
GRANT SELECT ON vervangingen TO schakel_motor;

-- The casehouders whose cases the asker works on now: the asker, and whom the asker replaces. A replacement of a
-- replacement is not followed. One answer per query, as an array, so that an index on casehouder can serve it.
CREATE FUNCTION huizen() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT v.vervangen FROM vervangingen v WHERE v.vervanger = (SELECT vrager()) AND v.van <= now() AND v.einde > now())
        || vrager() $$;

-- Beside the policies that are there, which stay as they were.
CREATE POLICY vervanger ON casussen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) = 'bmz_werker' AND casehouder <> '' AND casehouder = ANY ((SELECT huizen())::text[]));
-- The casehouder's meldingen, as long as the case is that casehouder's: what was asked of a person alone stays with the person.
CREATE POLICY vervanger ON meldingen TO schakel_app USING (
    (SELECT vrager_rol()) = 'bmz_werker' AND aan = 'casehouder' AND persoon <> '' AND persoon = ANY ((SELECT huizen())::text[])
    AND ziet_casus(casus_id));
