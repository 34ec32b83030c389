-- Destroying keys, wrapping them anew and sweeping them is for a role of its own, that `work` and the commands have and `serve` has not: that reads keys and adds
-- them. Reversible: the grants as they were; older code runs on this, and destroys no key until it is replaced.
REVOKE EXECUTE ON FUNCTION vernietig(uuid), herpak(uuid, int, text, text, bytea), veeg(uuid, interval), zet_polsslag(bigint, bigint) FROM schakel_kluis;
GRANT EXECUTE ON FUNCTION vernietig(uuid), herpak(uuid, int, text, text, bytea), veeg(uuid, interval), zet_polsslag(bigint, bigint) TO schakel_kluis_werk;
REVOKE DELETE ON keks FROM schakel_kluis;
GRANT SELECT, INSERT, DELETE ON keks TO schakel_kluis_werk;
GRANT USAGE ON SCHEMA public TO schakel_kluis_werk;
