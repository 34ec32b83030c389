-- Reminders of a destruction list, and an answer to what a client objects to or asks to correct. Reversible as far as nothing was answered or
-- reminded yet: older code runs on this, and knows neither.

-- A melding is about one thing: a case, a complaint or a list. Of a list it is to one person, as of a complaint: who approved it is not asked again.
ALTER TABLE meldingen ADD COLUMN lijst_id uuid REFERENCES vernietigingslijsten (id) ON DELETE CASCADE;
DO $$
DECLARE c text;
BEGIN
    SELECT conname INTO STRICT c FROM pg_constraint WHERE conrelid = 'meldingen'::regclass AND contype = 'c'
        AND pg_get_constraintdef(oid) LIKE '%(casus_id IS NULL) = (klacht_id IS NOT NULL)%';
    EXECUTE format('ALTER TABLE meldingen DROP CONSTRAINT %I', c);
END $$;
ALTER TABLE meldingen ADD CHECK (num_nonnulls(casus_id, klacht_id, lijst_id) = 1);
ALTER TABLE meldingen ADD CHECK (lijst_id IS NULL OR aan = 'persoon');
CREATE INDEX meldingen_lijst ON meldingen (lijst_id) WHERE lijst_id IS NOT NULL;

-- What was answered to a bezwaar or a correctieverzoek; once, and never changed.
CREATE TABLE verklaringantwoorden (
    verklaring_id uuid PRIMARY KEY REFERENCES verklaringen (id),
    casus_id uuid NOT NULL REFERENCES casussen (id),
    uitkomst text NOT NULL CHECK (uitkomst IN ('toegekend', 'deels', 'afgewezen')),
    -- As the client gets to read it; encrypted with the key of the case.
    motivering bytea NOT NULL,
    door_persoon text NOT NULL,
    op timestamptz NOT NULL,
    vastgelegd timestamptz NOT NULL
);
CREATE INDEX verklaringantwoorden_casus ON verklaringantwoorden (casus_id);
ALTER TABLE verklaringantwoorden ENABLE ROW LEVEL SECURITY;
ALTER TABLE verklaringantwoorden FORCE ROW LEVEL SECURITY;
CREATE POLICY vernietigt ON verklaringantwoorden FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY motor ON verklaringantwoorden FOR SELECT TO schakel_motor USING (true);
-- Who sees what the client said sees the answer.
CREATE POLICY app ON verklaringantwoorden FOR SELECT TO schakel_app USING (EXISTS (SELECT FROM verklaringen v WHERE v.id = verklaring_id));
CREATE POLICY nieuw ON verklaringantwoorden FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND (SELECT vrager_rol()) = 'coordinator'
    AND EXISTS (SELECT FROM verklaringen v WHERE v.id = verklaring_id AND v.casus_id = verklaringantwoorden.casus_id AND v.soort <> 'verklaring'));
GRANT SELECT, INSERT ON verklaringantwoorden TO schakel_app;
GRANT SELECT ON verklaringantwoorden TO schakel_motor;
CREATE TRIGGER zz_na_grafsteen AFTER INSERT ON verklaringantwoorden FOR EACH ROW EXECUTE FUNCTION weiger_na_grafsteen();

-- It goes with the case, before what it answers, and it is a change of the dossier.
INSERT INTO vernietigtabellen (volgorde, tabel, waar) VALUES (29, 'verklaringantwoorden', 'casus_id = $1');
CREATE OR REPLACE FUNCTION laatste_wijziging(casus uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT greatest(
    (SELECT aangemaakt_op FROM casussen WHERE id = casus),
    (SELECT max(vastgelegd) FROM feiten WHERE casus_id = casus),
    (SELECT max(ingediend_op) FROM stappen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM delingen WHERE casus_id = casus),
    (SELECT max(op) FROM delinginformatie WHERE casus_id = casus),
    (SELECT max(van) FROM noodtoegangen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM verklaringen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM verklaringantwoorden WHERE casus_id = casus)) $$;
