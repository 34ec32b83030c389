-- The migration before looked for the phase of a fact under the wrong name, and so took the day a case came in for the day it
-- entered its phase. Cases that moved since have the right one; it comes out the same here. Not reversible on purpose.
ALTER TABLE casussen NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feiten NO FORCE ROW LEVEL SECURITY;
ALTER TABLE werk NO FORCE ROW LEVEL SECURITY;
UPDATE casussen c SET fase_sinds = f.op
    FROM (SELECT f.casus_id, f.feit->>'f' AS fase, max(f.vastgelegd) AS op FROM feiten f WHERE f.feit ? 'f' GROUP BY 1, 2) f
    WHERE f.casus_id = c.id AND f.fase = c.fase AND c.fase_sinds = c.aangemaakt_op;
UPDATE werk w SET fase_sinds = c.fase_sinds FROM casussen c WHERE c.id = w.casus_id AND w.fase_sinds <> c.fase_sinds;
ALTER TABLE casussen FORCE ROW LEVEL SECURITY;
ALTER TABLE feiten FORCE ROW LEVEL SECURITY;
ALTER TABLE werk FORCE ROW LEVEL SECURITY;
