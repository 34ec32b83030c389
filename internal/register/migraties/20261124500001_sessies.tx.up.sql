-- Sessions of the workbench. A row cannot be read without the cookie of the browser it belongs to: the key is the SHA-256 of that
-- cookie, and the content is encrypted with a key derived from it (internal/sessie).
CREATE TABLE sessies (
    sleutel   bytea PRIMARY KEY CHECK (length(sleutel) = 32),
    inhoud    bytea NOT NULL,
    verloopt  timestamptz NOT NULL
);
CREATE INDEX sessies_verloopt ON sessies (verloopt);
ALTER TABLE sessies ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessies FORCE ROW LEVEL SECURITY;
-- Who holds the key holds the session; nobody is signed in yet when it is looked up.
CREATE POLICY app ON sessies TO schakel_app USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessies TO schakel_app;
