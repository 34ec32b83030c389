-- The register's first tables. The owner runs this; schakel_app and schakel_motor only get what they need.
CREATE TABLE organisaties (
    id text PRIMARY KEY,
    naam text NOT NULL,
    professioneel boolean NOT NULL
);
CREATE TABLE gebruikers (
    id text PRIMARY KEY,
    organisatie text NOT NULL REFERENCES organisaties (id),
    rol text NOT NULL,
    naam text NOT NULL
);
CREATE TABLE jaartellers (
    jaar int PRIMARY KEY,
    laatste int NOT NULL
);
CREATE TABLE casussen (
    id uuid PRIMARY KEY,
    nummer text NOT NULL UNIQUE,
    fase text NOT NULL,
    urgentie text NOT NULL,
    gemeente text NOT NULL,
    regie_organisatie text NOT NULL,
    regie_persoon text NOT NULL,
    casehouder text NOT NULL DEFAULT '',
    verwijzer_organisatie text NOT NULL,
    verwijzer_persoon text NOT NULL DEFAULT '',
    ontvanger text NOT NULL DEFAULT '',
    motor text NOT NULL DEFAULT 'loopt' CHECK (motor IN ('loopt', 'gesloten')),
    seq int NOT NULL DEFAULT 0,
    projectie jsonb NOT NULL,
    toestand jsonb,
    veiligheid bytea,
    client bytea,
    aangemaakt_op timestamptz NOT NULL,
    gewijzigd_op timestamptz NOT NULL
);
CREATE INDEX casussen_lijst ON casussen (aangemaakt_op DESC, id DESC);
CREATE INDEX casussen_fase ON casussen (fase, aangemaakt_op DESC, id DESC);
CREATE INDEX casussen_casehouder ON casussen (casehouder, aangemaakt_op DESC, id DESC);
CREATE INDEX casussen_verwijzer ON casussen (verwijzer_organisatie, aangemaakt_op DESC, id DESC);
CREATE TABLE sleutels (
    casus_id uuid PRIMARY KEY REFERENCES casussen (id),
    versie int NOT NULL,
    ingepakt bytea NOT NULL
);
CREATE TABLE zoektokens (
    casus_id uuid NOT NULL REFERENCES casussen (id),
    token bytea NOT NULL,
    PRIMARY KEY (token, casus_id)
);
CREATE TABLE stappen (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    soort text NOT NULL,
    door_persoon text NOT NULL,
    proces jsonb NOT NULL,
    inhoud bytea,
    status text NOT NULL DEFAULT 'wacht' CHECK (status IN ('wacht', 'verwerkt', 'geweigerd')),
    weigering jsonb,
    ding boolean NOT NULL,
    gemeld_wacht boolean NOT NULL DEFAULT false,
    ingediend_op timestamptz NOT NULL,
    volgorde bigint GENERATED ALWAYS AS IDENTITY,
    uitkomst_op timestamptz,
    opgepakt_tot timestamptz
);
CREATE INDEX stappen_wacht ON stappen (casus_id, volgorde) WHERE status = 'wacht';
CREATE TABLE idempotentie (
    subject text NOT NULL,
    pad text NOT NULL,
    sleutel text NOT NULL,
    hash bytea NOT NULL,
    stap_id uuid NOT NULL,
    op timestamptz NOT NULL,
    PRIMARY KEY (subject, pad, sleutel)
);
CREATE TABLE feiten (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    seq int,
    soort text NOT NULL,
    door_persoon text NOT NULL,
    op timestamptz NOT NULL,
    vastgelegd timestamptz NOT NULL,
    ding text NOT NULL DEFAULT '',
    feit jsonb NOT NULL,
    inhoud bytea,
    na_sluiting boolean NOT NULL DEFAULT false,
    UNIQUE (casus_id, seq)
);
CREATE INDEX feiten_zonder_seq ON feiten (casus_id, vastgelegd) WHERE seq IS NULL;
CREATE TABLE regie (
    casus_id uuid NOT NULL REFERENCES casussen (id),
    seq int NOT NULL,
    vanaf timestamptz NOT NULL,
    organisatie text NOT NULL,
    persoon text NOT NULL,
    PRIMARY KEY (casus_id, seq)
);
CREATE TABLE overdrachten (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    ontvanger text NOT NULL,
    wet text NOT NULL,
    status text NOT NULL,
    aangeboden_op timestamptz NOT NULL,
    gewijzigd_op timestamptz NOT NULL
);
CREATE INDEX overdrachten_ontvanger ON overdrachten (ontvanger, aangeboden_op DESC);
CREATE INDEX overdrachten_casus ON overdrachten (casus_id);
CREATE TABLE inzet (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    wie text NOT NULL,
    tot timestamptz
);
CREATE INDEX inzet_wie ON inzet (wie, casus_id);
CREATE INDEX inzet_casus ON inzet (casus_id);
CREATE TABLE meldingen (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    soort text NOT NULL,
    trede int NOT NULL,
    aan text NOT NULL,
    persoon text NOT NULL DEFAULT '',
    organisatie text NOT NULL DEFAULT '',
    op timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'bevestigd', 'achterhaald', 'afgehandeld')),
    uitgesteld_tot timestamptz,
    uitstel_reden bytea
);
CREATE INDEX meldingen_aan ON meldingen (aan, persoon, organisatie, op DESC) WHERE status IN ('open', 'bevestigd');
CREATE INDEX meldingen_casus ON meldingen (casus_id, soort);
CREATE TABLE toegangslog (
    nr bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    op timestamptz NOT NULL,
    wie text NOT NULL,
    rol text NOT NULL,
    organisatie text NOT NULL,
    casus_id uuid,
    wat text NOT NULL,
    handeling text NOT NULL,
    resultaat text NOT NULL
);

-- Row level security: the second wall. Who asks is set per transaction; without it nothing is visible.
CREATE FUNCTION vrager_rol() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.rol', true) $$;
CREATE FUNCTION vrager() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.gebruiker', true) $$;
CREATE FUNCTION vrager_organisatie() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.organisatie', true) $$;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['organisaties','gebruikers','jaartellers','casussen','sleutels','zoektokens','stappen',
        'idempotentie','feiten','regie','overdrachten','inzet','meldingen','toegangslog'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY motor ON %I TO schakel_motor USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

CREATE POLICY app ON organisaties FOR SELECT TO schakel_app USING ((SELECT vrager_rol()) <> '');
CREATE POLICY app ON gebruikers FOR SELECT TO schakel_app USING ((SELECT vrager_rol()) <> '');
CREATE POLICY app ON jaartellers TO schakel_app USING ((SELECT vrager_rol()) IN ('verwijzer', 'ctb', 'coordinator'));
CREATE POLICY app ON casussen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator')
    OR ((SELECT vrager_rol()) = 'verwijzer' AND verwijzer_organisatie = (SELECT vrager_organisatie()))
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND (casehouder = (SELECT vrager())
        OR EXISTS (SELECT FROM inzet i WHERE i.casus_id = casussen.id AND i.wie = (SELECT vrager()) AND (i.tot IS NULL OR i.tot > now()))))
    OR ((SELECT vrager_rol()) = 'ketenpartner'
        AND EXISTS (SELECT FROM overdrachten o WHERE o.casus_id = casussen.id AND o.ontvanger = (SELECT vrager_organisatie()))));
CREATE POLICY nieuw ON casussen FOR INSERT TO schakel_app WITH CHECK (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator')
    OR ((SELECT vrager_rol()) = 'verwijzer' AND verwijzer_organisatie = (SELECT vrager_organisatie())));
CREATE POLICY app ON sleutels FOR SELECT TO schakel_app USING (EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY nieuw ON sleutels FOR INSERT TO schakel_app WITH CHECK (EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY app ON zoektokens FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator', 'bmz_werker') AND EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY nieuw ON zoektokens FOR INSERT TO schakel_app WITH CHECK (EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY app ON stappen FOR SELECT TO schakel_app USING (door_persoon = (SELECT vrager()));
CREATE POLICY nieuw ON stappen FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY app ON idempotentie FOR SELECT TO schakel_app USING (subject = (SELECT vrager()));
CREATE POLICY nieuw ON idempotentie FOR INSERT TO schakel_app WITH CHECK (subject = (SELECT vrager()));
CREATE POLICY app ON feiten FOR SELECT TO schakel_app USING (
    ((SELECT vrager_rol()) IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige')
        AND EXISTS (SELECT FROM casussen c WHERE c.id = casus_id))
    OR door_persoon = (SELECT vrager())
    OR ((SELECT vrager_rol()) = 'ketenpartner'
        AND EXISTS (SELECT FROM overdrachten o WHERE o.id = feiten.id AND o.ontvanger = (SELECT vrager_organisatie()))));
CREATE POLICY nieuw ON feiten FOR INSERT TO schakel_app WITH CHECK (
    soort = 'contact' AND seq IS NULL AND door_persoon = (SELECT vrager()) AND EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
CREATE POLICY app ON regie FOR SELECT TO schakel_app USING (EXISTS (SELECT FROM casussen c WHERE c.id = casus_id));
-- Not by way of casussen: that policy asks this table, and would ask itself.
CREATE POLICY app ON overdrachten FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige')
    OR ((SELECT vrager_rol()) = 'ketenpartner' AND ontvanger = (SELECT vrager_organisatie())));
CREATE POLICY app ON inzet FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator') OR wie = (SELECT vrager()));
CREATE POLICY app ON meldingen TO schakel_app USING (
    (aan IN ('casehouder', 'persoon', 'verwijzer') AND persoon = (SELECT vrager()) AND persoon <> '')
    OR (aan = 'verwijzer' AND (SELECT vrager_rol()) = 'verwijzer' AND organisatie = (SELECT vrager_organisatie()))
    OR (aan = 'ontvanger' AND (SELECT vrager_rol()) = 'ketenpartner' AND organisatie = (SELECT vrager_organisatie()))
    OR (aan = 'ctb' AND (SELECT vrager_rol()) = 'ctb')
    OR (aan = 'coordinator' AND (SELECT vrager_rol()) = 'coordinator')
    OR (aan = 'agenda-sneloverleg' AND (SELECT vrager_rol()) IN ('ctb', 'coordinator'))
    OR (aan = 'stuurgroep' AND (SELECT vrager_rol()) IN ('leidinggevende', 'coordinator')));
CREATE POLICY nieuw ON toegangslog FOR INSERT TO schakel_app WITH CHECK (wie = (SELECT vrager()));

GRANT USAGE ON SCHEMA public TO schakel_app, schakel_motor;
GRANT SELECT ON organisaties, gebruikers, casussen, sleutels, zoektokens, stappen, idempotentie, feiten, regie, overdrachten,
    inzet, meldingen TO schakel_app;
GRANT SELECT, INSERT, UPDATE ON jaartellers TO schakel_app;
GRANT INSERT ON casussen, sleutels, zoektokens, stappen, idempotentie, feiten, toegangslog TO schakel_app;
GRANT UPDATE (status, uitgesteld_tot, uitstel_reden) ON meldingen TO schakel_app;
GRANT SELECT, INSERT ON organisaties, gebruikers, casussen, sleutels, stappen, idempotentie, feiten, regie, overdrachten, inzet,
    meldingen TO schakel_motor;
GRANT UPDATE ON organisaties, gebruikers, casussen, overdrachten, meldingen TO schakel_motor;
GRANT UPDATE (status, weigering, inhoud, uitkomst_op, opgepakt_tot, gemeld_wacht) ON stappen TO schakel_motor;
GRANT UPDATE (seq, feit, na_sluiting) ON feiten TO schakel_motor;
GRANT DELETE ON inzet TO schakel_motor;
GRANT INSERT ON toegangslog TO schakel_motor;
