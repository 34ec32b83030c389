-- Drafts of an aanmelding: not a case yet, nobody's but their writer's, and gone by themselves. Each has a data key of its own, so
-- that deleting the row is all there is to it. Older code runs on this: it does not know the table.
CREATE TABLE concepten (
    id uuid PRIMARY KEY,
    van text NOT NULL,
    sleutel bytea NOT NULL,
    inhoud bytea NOT NULL,
    gemaakt_op timestamptz NOT NULL,
    bewaard_op timestamptz NOT NULL,
    verloopt timestamptz NOT NULL
);
CREATE INDEX concepten_van ON concepten (van, bewaard_op DESC);
CREATE INDEX concepten_verloopt ON concepten (verloopt);
ALTER TABLE concepten ENABLE ROW LEVEL SECURITY;
ALTER TABLE concepten FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON concepten TO schakel_app
    USING (van = (SELECT vrager()) AND (SELECT vrager_rol()) IN ('verwijzer', 'ctb', 'coordinator'))
    WITH CHECK (van = (SELECT vrager()) AND (SELECT vrager_rol()) IN ('verwijzer', 'ctb', 'coordinator'));
-- The engine's side only throws away what is over: it cannot read a word of it.
CREATE POLICY motor ON concepten TO schakel_motor USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON concepten TO schakel_app;
GRANT SELECT (id, verloopt), DELETE ON concepten TO schakel_motor;

-- What ctb asked about an aanmelding, and what was answered, is between them and the organisation that referred: of the facts of a
-- case a verwijzer reads these two kinds.
CREATE POLICY vragen ON feiten FOR SELECT TO schakel_app USING (
    soort IN ('ontvangst', 'antwoord') AND (SELECT vrager_rol()) = 'verwijzer' AND ziet_casus(casus_id));
