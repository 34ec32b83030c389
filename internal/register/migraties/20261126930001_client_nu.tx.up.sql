-- Who a case is about as it is known now: the client of the aanmelding with its corrections, encrypted as that one is; NULL: as it was written. What was written
-- the engine's side still never writes (20261126910001). Older code runs on this: it reads what was written.
ALTER TABLE casussen ADD COLUMN client_nu bytea;
GRANT UPDATE (client_nu, gemeente) ON casussen TO schakel_motor;
