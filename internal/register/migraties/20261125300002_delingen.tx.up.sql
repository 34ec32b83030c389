-- The sharing ledger: what of whom was shared with which organisation, on which ground. Only ever added to. Not reversible on purpose:
-- what was accounted for would be lost; older code runs on this, and then only writes nothing in it.
CREATE TABLE delingen (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    fase text NOT NULL,
    doel text NOT NULL,
    -- A code of the policy; empty: to be completed.
    grond text NOT NULL DEFAULT '',
    beleid text NOT NULL DEFAULT '',
    ontvanger text NOT NULL,
    rol text NOT NULL,
    velden text[] NOT NULL,
    antwoord text NOT NULL DEFAULT 'niet-gevraagd',
    antwoord_op timestamptz,
    weging_door text NOT NULL DEFAULT '',
    -- Why, and the weighing: encrypted with the key of the case.
    inhoud bytea,
    overdracht_id uuid,
    -- The deling this one completes or corrects.
    vervangt uuid REFERENCES delingen (id),
    door_persoon text NOT NULL,
    op timestamptz NOT NULL,
    vastgelegd timestamptz NOT NULL,
    CHECK (vervangt IS NULL OR vervangt <> id)
);
CREATE INDEX delingen_casus ON delingen (casus_id, vastgelegd);
CREATE INDEX delingen_lijst ON delingen (vastgelegd DESC, id DESC);
CREATE INDEX delingen_overdracht ON delingen (overdracht_id) WHERE overdracht_id IS NOT NULL;
CREATE UNIQUE INDEX delingen_vervangt ON delingen (vervangt) WHERE vervangt IS NOT NULL;
-- Whether the client was told of it: the last one counts.
CREATE TABLE delinginformatie (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    deling_id uuid NOT NULL REFERENCES delingen (id),
    ja boolean NOT NULL,
    reden bytea,
    herbeoordelen_op timestamptz,
    door_persoon text NOT NULL,
    op timestamptz NOT NULL,
    volgorde bigint GENERATED ALWAYS AS IDENTITY,
    CHECK (ja = (herbeoordelen_op IS NULL))
);
CREATE INDEX delinginformatie_deling ON delinginformatie (deling_id, volgorde);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['delingen', 'delinginformatie'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY motor ON %I FOR SELECT TO schakel_motor USING (true)', t);
        EXECUTE format('CREATE POLICY motornieuw ON %I FOR INSERT TO schakel_motor WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO schakel_app, schakel_motor', t);
    END LOOP;
END $$;
-- The privacy officer sees that it was shared and why in codes; the dossier's people what of their cases; the recipient its own.
CREATE POLICY app ON delingen FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator', 'privacy_officer')
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND ziet_casus(casus_id))
    OR ((SELECT vrager_rol()) = 'ketenpartner' AND rol = 'ketenpartner' AND ontvanger = (SELECT vrager_organisatie())));
CREATE POLICY app ON delinginformatie FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator', 'privacy_officer')
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND ziet_casus(casus_id)));
-- Who is there by emergency access alone shares nothing.
CREATE POLICY nieuw ON delingen FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND grond <> '' AND ((SELECT vrager_rol()) IN ('ctb', 'coordinator')
        OR ((SELECT vrager_rol()) = 'bmz_werker' AND ziet_casus(casus_id) AND NOT alleen_nood(casus_id))));
CREATE POLICY nieuw ON delinginformatie FOR INSERT TO schakel_app WITH CHECK (
    door_persoon = (SELECT vrager()) AND EXISTS (SELECT FROM delingen d WHERE d.id = deling_id AND d.casus_id = delinginformatie.casus_id)
    AND ((SELECT vrager_rol()) IN ('ctb', 'coordinator')
        OR ((SELECT vrager_rol()) = 'bmz_werker' AND ziet_casus(casus_id) AND NOT alleen_nood(casus_id))));
