-- The access log in the terms of NEN 7513: with what for (doel), through which client (via), and every case that a list showed.
ALTER TABLE toegangslog
    ADD COLUMN doel text NOT NULL DEFAULT 'zorgproces',
    ADD COLUMN via text NOT NULL DEFAULT '',
    ADD COLUMN casussen uuid[];
CREATE INDEX toegangslog_casus ON toegangslog (casus_id, nr) WHERE casus_id IS NOT NULL;
CREATE INDEX toegangslog_casussen ON toegangslog USING gin (casussen) WHERE casussen IS NOT NULL;
CREATE INDEX toegangslog_wie ON toegangslog (wie, nr);
-- The privacy officer reads it; nobody changes it.
CREATE POLICY fg ON toegangslog FOR SELECT TO schakel_app USING ((SELECT vrager_rol()) = 'privacy_officer');
GRANT SELECT ON toegangslog TO schakel_app;

-- Seals: each holds a stretch of numbers and the seal before it. The key is not in the database.
CREATE TABLE logzegels (
    nr     bigint PRIMARY KEY,
    van    bigint NOT NULL,
    tot    bigint NOT NULL CHECK (tot >= van),
    aantal bigint NOT NULL,
    zegel  bytea NOT NULL,
    op     timestamptz NOT NULL
);
ALTER TABLE logzegels ENABLE ROW LEVEL SECURITY;
ALTER TABLE logzegels FORCE ROW LEVEL SECURITY;
CREATE POLICY fg ON logzegels FOR SELECT TO schakel_app USING ((SELECT vrager_rol()) = 'privacy_officer');
CREATE POLICY nieuw ON logzegels FOR INSERT TO schakel_app WITH CHECK ((SELECT vrager_rol()) = 'privacy_officer');
GRANT SELECT, INSERT ON logzegels TO schakel_app;
