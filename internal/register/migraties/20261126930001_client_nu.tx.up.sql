-- Who a case is about as it is known now: the client of the aanmelding with its corrections, encrypted as that one is; NULL: as it was written. What was written
-- the engine's side still never writes (20261126910001). client_seq is the last correction that is in it: what older code writes meanwhile is found by it, and
-- put in by `schakel sleutels zoekindex`. Older code runs on this: it reads what was written.
ALTER TABLE casussen
    ADD COLUMN client_nu bytea,
    ADD COLUMN client_seq int NOT NULL DEFAULT 0;
GRANT UPDATE (client_nu, client_seq, gemeente) ON casussen TO schakel_motor;
CREATE INDEX feiten_correcties ON feiten (casus_id, seq) WHERE soort = 'correctie';
