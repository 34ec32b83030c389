-- Complaints: a register of their own, beside the dossiers. Whom a complaint is about sees nothing of it, whatever the role. Not
-- reversible on purpose: what was complained of would be lost; older code runs on this, and does not know the tables.
CREATE TABLE klachten (
    id uuid PRIMARY KEY,
    -- The case it is about, if any; a dossier that is destroyed leaves the complaint.
    casus_id uuid REFERENCES casussen (id) ON DELETE SET NULL,
    -- The users it is about: the wall below looks at them.
    betrokkenen text[] NOT NULL DEFAULT '{}',
    behandelaar text NOT NULL REFERENCES gebruikers (id),
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'afgehandeld', 'ingetrokken')),
    relatie text NOT NULL,
    ontvangen_op timestamptz NOT NULL,
    vastgelegd timestamptz NOT NULL,
    vastgelegd_door text NOT NULL,
    bevestigen_voor timestamptz NOT NULL,
    bevestigd_op timestamptz,
    oordeel_voor timestamptz NOT NULL,
    waarschuw_op timestamptz NOT NULL,
    verdaagd boolean NOT NULL DEFAULT false,
    uitkomst text NOT NULL DEFAULT '',
    gesloten_op timestamptz,
    beleid text NOT NULL DEFAULT '',
    -- Who complains of what, under a data key of its own.
    inhoud bytea NOT NULL,
    CHECK (NOT behandelaar = ANY (betrokkenen)),
    CHECK ((status = 'open') = (gesloten_op IS NULL))
);
CREATE INDEX klachten_lijst ON klachten (ontvangen_op DESC, id DESC);
CREATE INDEX klachten_open ON klachten (behandelaar) WHERE status = 'open';
CREATE INDEX klachten_casus ON klachten (casus_id) WHERE casus_id IS NOT NULL;
-- What was done about it; only ever added to.
CREATE TABLE klachtstappen (
    id uuid PRIMARY KEY,
    klacht_id uuid NOT NULL REFERENCES klachten (id) ON DELETE CASCADE,
    soort text NOT NULL,
    door_persoon text NOT NULL,
    op timestamptz NOT NULL,
    vastgelegd timestamptz NOT NULL,
    inhoud bytea,
    volgorde bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX klachtstappen_klacht ON klachtstappen (klacht_id, volgorde);

ALTER TABLE klachten ENABLE ROW LEVEL SECURITY;
ALTER TABLE klachten FORCE ROW LEVEL SECURITY;
ALTER TABLE klachtstappen ENABLE ROW LEVEL SECURITY;
ALTER TABLE klachtstappen FORCE ROW LEVEL SECURITY;
-- A coordinator sees all but those about himself; a leidinggevende those given to that one, as when it is about the coordinator.
CREATE POLICY app ON klachten TO schakel_app
    USING (NOT (SELECT vrager()) = ANY (betrokkenen)
        AND ((SELECT vrager_rol()) = 'coordinator' OR ((SELECT vrager_rol()) = 'leidinggevende' AND behandelaar = (SELECT vrager()))))
    WITH CHECK (NOT (SELECT vrager()) = ANY (betrokkenen)
        AND ((SELECT vrager_rol()) = 'coordinator' OR ((SELECT vrager_rol()) = 'leidinggevende' AND behandelaar = (SELECT vrager()))));
-- Where it comes in it is written down, and not read again.
CREATE POLICY nieuw ON klachten FOR INSERT TO schakel_app
    WITH CHECK ((SELECT vrager_rol()) = 'ctb' AND vastgelegd_door = (SELECT vrager()) AND NOT (SELECT vrager()) = ANY (betrokkenen));
CREATE POLICY app ON klachtstappen FOR SELECT TO schakel_app USING (EXISTS (SELECT FROM klachten k WHERE k.id = klacht_id));
CREATE POLICY nieuw ON klachtstappen FOR INSERT TO schakel_app
    WITH CHECK (door_persoon = (SELECT vrager()) AND EXISTS (SELECT FROM klachten k WHERE k.id = klacht_id));
-- The engine's side reminds the handler and hands over to another; it reads no word.
CREATE POLICY motor ON klachten TO schakel_motor USING (true) WITH CHECK (true);
CREATE POLICY motor ON klachtstappen FOR INSERT TO schakel_motor WITH CHECK (soort = 'behandelaar');
GRANT SELECT, INSERT ON klachten, klachtstappen TO schakel_app;
GRANT UPDATE (betrokkenen, status, bevestigd_op, oordeel_voor, waarschuw_op, verdaagd, uitkomst, gesloten_op) ON klachten TO schakel_app;
GRANT SELECT (id, betrokkenen, behandelaar, status, bevestigen_voor, bevestigd_op, oordeel_voor, waarschuw_op), UPDATE (behandelaar) ON klachten TO schakel_motor;
GRANT INSERT ON klachtstappen TO schakel_motor;

-- Its reminders stand among the others, and are about no case. To the handler alone: see the policy of aan = 'persoon'.
ALTER TABLE meldingen ALTER COLUMN casus_id DROP NOT NULL;
ALTER TABLE meldingen ADD COLUMN klacht_id uuid REFERENCES klachten (id) ON DELETE CASCADE;
ALTER TABLE meldingen ADD CHECK ((casus_id IS NULL) = (klacht_id IS NOT NULL));
ALTER TABLE meldingen ADD CHECK (klacht_id IS NULL OR aan = 'persoon');
CREATE INDEX meldingen_klacht ON meldingen (klacht_id) WHERE klacht_id IS NOT NULL;
