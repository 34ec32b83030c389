-- What a receiver may know ends with its overdracht: declined or taken back, at once; landed, when its nazorg is over. Of a closed case it then knows the
-- status, and can still signal, as long as the watch for terugval lasts. Older code runs on this: an end that it does not write, it did not know either.
-- Not reversible on purpose: going back would open summaries again.
ALTER TABLE overdrachten
    -- Since when the receiver reads no summary any more, nor what else was shared; NULL: it reads.
    ADD COLUMN inzage_einde timestamptz,
    -- Until when it knows of the case by this overdracht; NULL: it does.
    ADD COLUMN casus_tot timestamptz;
-- Until when the receiver of a closed case is its receiver; NULL: it is (see relaties in lezen.go).
ALTER TABLE casussen ADD COLUMN ontvanger_tot timestamptz;
GRANT UPDATE (ontvanger_tot) ON casussen TO schakel_motor;

UPDATE overdrachten SET inzage_einde = gewijzigd_op, casus_tot = gewijzigd_op WHERE status IN ('geweigerd', 'ingetrokken');
-- Of what landed only the last can be in nazorg. Before this the watch was 12 months, unless a region chose otherwise.
WITH laatste AS (SELECT DISTINCT ON (casus_id) casus_id, id FROM overdrachten WHERE status = 'geland' ORDER BY casus_id, gewijzigd_op DESC, id)
UPDATE overdrachten o SET inzage_einde = now(), casus_tot = CASE WHEN c.fase = 'afgesloten' AND o.id = l.id AND c.ontvanger = o.ontvanger
        THEN coalesce((c.projectie->>'afgeslotenOp')::timestamptz, c.gewijzigd_op) + interval '12 months' ELSE now() END
    FROM casussen c, laatste l WHERE c.id = o.casus_id AND l.casus_id = o.casus_id AND o.status = 'geland' AND NOT (c.fase = 'nazorg' AND o.id = l.id);
UPDATE casussen SET ontvanger_tot = coalesce((projectie->>'afgeslotenOp')::timestamptz, gewijzigd_op) + interval '12 months' WHERE fase = 'afgesloten' AND ontvanger <> '';

ALTER POLICY app ON casussen USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator')
    OR ((SELECT vrager_rol()) = 'verwijzer' AND verwijzer_organisatie = (SELECT vrager_organisatie()))
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND (casehouder = (SELECT vrager())
        OR EXISTS (SELECT FROM inzet i WHERE i.casus_id = casussen.id AND i.wie = (SELECT vrager()) AND (i.tot IS NULL OR i.tot > now()))))
    OR ((SELECT vrager_rol()) = 'ketenpartner' AND EXISTS (SELECT FROM overdrachten o
        WHERE o.casus_id = casussen.id AND o.ontvanger = (SELECT vrager_organisatie()) AND (o.casus_tot IS NULL OR o.casus_tot > now()))));
ALTER POLICY app ON feiten USING (
    ((SELECT vrager_rol()) IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige')
        AND EXISTS (SELECT FROM casussen c WHERE c.id = casus_id))
    OR door_persoon = (SELECT vrager())
    OR ((SELECT vrager_rol()) = 'ketenpartner'
        AND EXISTS (SELECT FROM overdrachten o WHERE o.id = feiten.id AND o.ontvanger = (SELECT vrager_organisatie()) AND o.inzage_einde IS NULL)));
-- A receiver is shown what the deling of its overdracht names; of what else was shared with it, by telephone or on paper, there is nothing to read here.
ALTER POLICY app ON delingen USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator', 'privacy_officer')
    OR ((SELECT vrager_rol()) IN ('bmz_werker', 'psychiater', 'ervaringsdeskundige') AND ziet_casus(casus_id))
    OR ((SELECT vrager_rol()) = 'ketenpartner' AND rol = 'ketenpartner' AND EXISTS (SELECT FROM overdrachten o
        WHERE o.id = delingen.overdracht_id AND o.ontvanger = (SELECT vrager_organisatie()) AND o.inzage_einde IS NULL)));
