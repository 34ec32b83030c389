-- What the client says of the dossier: an objection, a statement, a request to correct. Only added to. Not reversible on purpose: what was said would
-- be lost; older code runs on this.
CREATE TABLE verklaringen (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    soort text NOT NULL CHECK (soort IN ('bezwaar', 'verklaring', 'correctieverzoek')),
    -- Encrypted with the key of the case.
    tekst bytea NOT NULL,
    -- When the client said it, and who wrote it down when.
    op timestamptz NOT NULL,
    door_persoon text NOT NULL,
    vastgelegd timestamptz NOT NULL
);
CREATE INDEX verklaringen_casus ON verklaringen (casus_id, vastgelegd);
ALTER TABLE verklaringen ENABLE ROW LEVEL SECURITY;
ALTER TABLE verklaringen FORCE ROW LEVEL SECURITY;
CREATE POLICY vernietigt ON verklaringen FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY motor ON verklaringen FOR SELECT TO schakel_motor USING (true);
CREATE POLICY app ON verklaringen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator')
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND ziet_casus(casus_id)));
-- Who is there by emergency access alone writes nothing of this.
CREATE POLICY nieuw ON verklaringen FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND ((SELECT vrager_rol()) IN ('ctb', 'coordinator')
        OR ((SELECT vrager_rol()) = 'bmz_werker' AND ziet_casus(casus_id) AND NOT alleen_nood(casus_id))));
GRANT SELECT, INSERT ON verklaringen TO schakel_app;
GRANT SELECT ON verklaringen TO schakel_motor;

-- It goes with the case, and it is a change of the dossier.
INSERT INTO vernietigtabellen (volgorde, tabel, waar) VALUES (34, 'verklaringen', 'casus_id = $1');
UPDATE vernietigtabellen SET waar = waar || $w$ OR stap_id IN (SELECT id FROM verklaringen WHERE casus_id = $1)$w$ WHERE tabel = 'idempotentie';
CREATE OR REPLACE FUNCTION laatste_wijziging(casus uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT greatest(
    (SELECT aangemaakt_op FROM casussen WHERE id = casus),
    (SELECT max(vastgelegd) FROM feiten WHERE casus_id = casus),
    (SELECT max(ingediend_op) FROM stappen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM delingen WHERE casus_id = casus),
    (SELECT max(op) FROM delinginformatie WHERE casus_id = casus),
    (SELECT max(van) FROM noodtoegangen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM verklaringen WHERE casus_id = casus)) $$;
