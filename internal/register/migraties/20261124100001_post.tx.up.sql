-- Mail: what was told to whom, and what still has to be. No row holds an address, a text or anything of a client: only which
-- user, which meldingen, and how it went. Not reversible on purpose: who was told already would be lost; older code runs on this.

-- An address is personal data of the user, and of use to the post only: the application cannot read it.
ALTER TABLE gebruikers ADD COLUMN email text NOT NULL DEFAULT '';
REVOKE SELECT ON gebruikers FROM schakel_app;
GRANT SELECT (id, organisatie, rol, naam) ON gebruikers TO schakel_app;

CREATE TABLE post (
    id uuid PRIMARY KEY,
    soort text NOT NULL CHECK (soort IN ('overzicht', 'spoed')),
    aan text NOT NULL REFERENCES gebruikers (id),
    -- The working day of an overzicht, the melding of a spoed.
    sleutel text NOT NULL,
    -- wacht ─► verzonden | geweigerd (the server said never) | onzeker (twice perhaps) | vervallen (nothing left to say)
    status text NOT NULL DEFAULT 'wacht' CHECK (status IN ('wacht', 'verzonden', 'geweigerd', 'onzeker', 'vervallen')),
    -- A word or a code of the mail protocol, never what a server wrote.
    reden text NOT NULL DEFAULT '',
    pogingen int NOT NULL DEFAULT 0,
    -- How often the whole mail may have reached the server without its answer reaching us; never above 2.
    overgedragen smallint NOT NULL DEFAULT 0 CHECK (overgedragen BETWEEN 0 AND 2),
    volgende timestamptz NOT NULL DEFAULT now(),
    -- Who is sending it now, and until when that counts.
    pacht uuid,
    pacht_tot timestamptz,
    gemaakt_op timestamptz NOT NULL DEFAULT now(),
    klaar_op timestamptz,
    UNIQUE (soort, aan, sleutel)
);
CREATE INDEX post_wacht ON post (volgende) WHERE status = 'wacht';
CREATE INDEX post_gemaakt ON post (gemaakt_op);
-- What stood in it.
CREATE TABLE post_meldingen (
    post_id uuid NOT NULL REFERENCES post (id),
    melding_id uuid NOT NULL REFERENCES meldingen (id),
    PRIMARY KEY (post_id, melding_id)
);
CREATE INDEX post_meldingen_melding ON post_meldingen (melding_id);
-- The working mornings on which the overzichten were made.
CREATE TABLE postdagen (
    dag date PRIMARY KEY,
    op timestamptz NOT NULL DEFAULT now()
);

-- How often a melding was put off: the policy says how often it may.
ALTER TABLE meldingen ADD COLUMN uitgesteld_keer smallint NOT NULL DEFAULT 0;
GRANT UPDATE (uitgesteld_keer) ON meldingen TO schakel_app;
-- Looked at every few seconds: what came just now.
CREATE INDEX meldingen_vers ON meldingen (op) WHERE status = 'open';

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['post', 'post_meldingen', 'postdagen'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY motor ON %I TO schakel_motor USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON post, post_meldingen, postdagen TO schakel_motor;
GRANT DELETE ON post_meldingen TO schakel_motor;
GRANT UPDATE (status, reden, pogingen, overgedragen, volgende, pacht, pacht_tot, klaar_op) ON post TO schakel_motor;
