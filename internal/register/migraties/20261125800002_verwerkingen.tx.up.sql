-- For the processing log: which trace of another application a line belongs to (ids only, empty: of none), and up to which line it was told.
ALTER TABLE toegangslog ADD COLUMN spoor text NOT NULL DEFAULT '';
CREATE TABLE verwerkingenlog (
    een boolean PRIMARY KEY DEFAULT true CHECK (een),
    tot bigint NOT NULL,
    op  timestamptz NOT NULL
);
INSERT INTO verwerkingenlog (tot, op) VALUES (0, now());
ALTER TABLE verwerkingenlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE verwerkingenlog FORCE ROW LEVEL SECURITY;
CREATE POLICY fg ON verwerkingenlog TO schakel_app USING ((SELECT vrager_rol()) = 'privacy_officer') WITH CHECK ((SELECT vrager_rol()) = 'privacy_officer');
GRANT SELECT, UPDATE ON verwerkingenlog TO schakel_app;
