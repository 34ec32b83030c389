-- Every policy that was ever in force, as data. Not reversible on purpose: which rules held when would be lost; older code runs on this.
CREATE TABLE beleidsversies (
    nr int PRIMARY KEY,
    versie text NOT NULL,
    regio text NOT NULL,
    hash text NOT NULL,
    kalender_tot int NOT NULL,
    vanaf timestamptz NOT NULL,
    door text NOT NULL,
    toegepast_op timestamptz,
    beleid jsonb NOT NULL
);
ALTER TABLE beleidsversies ENABLE ROW LEVEL SECURITY;
ALTER TABLE beleidsversies FORCE ROW LEVEL SECURITY;
-- Only the engine's side: the application hands a new case its policy, and asks for it through the same process.
CREATE POLICY motor ON beleidsversies TO schakel_motor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON beleidsversies TO schakel_motor;
-- What was in force stays what it was; only that it was applied is noted later.
GRANT UPDATE (toegepast_op) ON beleidsversies TO schakel_motor;
