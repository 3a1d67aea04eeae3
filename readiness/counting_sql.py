"""The rule of `coverage.py` as statements over sets, the same for PostgreSQL and SQLite.

Days are whole numbers since 1970 here. `ends` is the day four times, plus why (0 left, 1 revoked, 2 expired): the
smallest is the first end with its reason. Kinds of movement are their numbers in `KINDS`. A course of a programme weighs 1, 2, 4, …: whoever has as many certificates
as there are courses, weighing all of them together, has each course once.
"""

from __future__ import annotations

from readiness.coverage import SIGN

KINDS = tuple(SIGN)
NUMBERS = {kind: str(number) for number, kind in enumerate(KINDS)}

WORDS: dict[str, dict[str, str]] = {
    "postgresql": {
        "scratch": "UNLOGGED",  # two processes can read it together, a temporary one only one
        "number": "({0} - DATE '1970-01-01')",
        "day": "(DATE '1970-01-01' + {0})",
        "utc_day": "({0} AT TIME ZONE 'UTC')::date",
        "month": "date_trunc('month', {0})::date",
        "least": "LEAST",
        "list": "jsonb_agg({0})",
        "text": "({0})::text",
        "none": "'[]'::jsonb",
        "analyze": "ANALYZE {0}",
    },
    "sqlite": {
        "scratch": "TEMPORARY",
        "number": "CAST(julianday({0}) - 2440587.5 AS INTEGER)",
        "day": "date(({0}) * 86400, 'unixepoch')",
        "utc_day": "date({0})",
        "month": "strftime('%%Y-%%m-01', {0})",
        "least": "min",
        "list": "json_group_array({0})",
        "text": "{0}",
        "none": "'[]'",
        "analyze": "SELECT 1",
    },
}

# --- once, for all programmes that are counted together ----------------------------------------------------------------

EVIDENCE = """
CREATE {scratch} TABLE counting_evidence AS
SELECT holder, course, starts, ends, country, cadre, id FROM (
  SELECT c.holder, CASE c.subject_key {courses} END AS course, {valid_from} AS starts,
    {least}(({valid_until} + 1) * 4 + 2,
      COALESCE({ended_on} * 4 + CASE WHEN c.revoked_at IS NULL THEN 2 ELSE 1 END, 99999999),
      COALESCE({left_on} * 4, 99999999)) AS ends,
    c.country, c.cadre, c.id
  FROM certificates_certificate c
  WHERE c.kind = 'course' AND c.subject_key IN ({keys}) AND (c.user_id IS NOT NULL OR c.holder_left_at IS NOT NULL)
) counted WHERE starts * 4 + 3 < ends
"""

MOVES = """
INSERT INTO readiness_holdermove (holder, day, country, cadre)
SELECT holder, day, country, cadre FROM (
  SELECT p.holder, {utc_day} AS day, m.country, m.cadre,
    row_number() OVER (PARTITION BY p.holder, {utc_day} ORDER BY m.moved_at DESC, m.id DESC) AS newest
  FROM accounts_move m JOIN (
    SELECT DISTINCT user_id, holder FROM certificates_certificate WHERE user_id IN (SELECT user_id FROM accounts_move)
  ) p ON p.user_id = m.user_id
) known WHERE newest = 1
ON CONFLICT (holder, day) DO UPDATE SET country = excluded.country, cadre = excluded.cadre
"""

# --- for each programme ------------------------------------------------------------------------------------------------

# Per person: how many certificates, which courses, the common part of their validity, whether all name one place.
PEOPLE = """
CREATE {scratch} TABLE counting_people AS
SELECT holder, count(*) AS held, sum({weight}) AS weights, max(starts) AS starts, min(ends) AS ends,
  min(country) AS country, min(cadre) AS cadre,
  CASE WHEN min(country) = max(country) AND min(cadre) = max(cadre) THEN 1 ELSE 0 END AS settled
FROM counting_evidence WHERE course IN ({numbers}) GROUP BY holder HAVING count(*) >= {needed}
"""

# One certificate for each course, one place, no move: the spell is the common part.
SIMPLE = """
CREATE {scratch} TABLE counting_spells AS
SELECT holder, country, cadre, starts, ends / 4 AS until, {entered} AS began,
  CASE ends %% 4 WHEN 0 THEN {left} WHEN 1 THEN {revoked} ELSE {expired} END AS ended, {none} AS renewals
FROM counting_people p
WHERE held = {needed} AND weights = {all} AND settled = 1 AND starts * 4 + 3 < ends
  AND NOT EXISTS (SELECT 1 FROM readiness_holdermove m WHERE m.holder = p.holder)
"""

# The certificates of everybody else who has enough; `plain` is 1 where all name one place and nobody moved.
OTHERS = """
CREATE {scratch} TABLE counting_others AS
SELECT e.holder, e.course, e.starts, e.ends, e.country, e.cadre, e.id, p.plain
FROM counting_evidence e JOIN (
  SELECT holder, CASE WHEN settled = 1 AND NOT EXISTS (
    SELECT 1 FROM readiness_holdermove m WHERE m.holder = people.holder) THEN 1 ELSE 0 END AS plain, held
  FROM counting_people people WHERE held > {needed} OR weights = {all}
) p ON p.holder = e.holder
WHERE e.course IN ({numbers}) AND (p.held > {needed} OR p.plain = 0)
"""

# Renewed in one place: join what overlaps per course (gaps and islands), keep the days on which every course is valid.
RENEWED = """
INSERT INTO counting_spells (holder, country, cadre, starts, until, began, ended, renewals)
WITH marked AS (
  SELECT holder, course, starts, ends, country, cadre, CASE WHEN starts <= max(ends / 4) OVER (
    PARTITION BY holder, course ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) THEN 0 ELSE 1 END AS first FROM counting_others WHERE plain = 1
), numbered AS (
  SELECT marked.*, sum(first) OVER (PARTITION BY holder, course ORDER BY starts, ends) AS island FROM marked
), islands AS (
  SELECT holder, min(starts) AS a, max(ends) / 4 AS b, min(country) AS country, min(cadre) AS cadre
  FROM numbered GROUP BY holder, course, island
), steps AS (
  SELECT holder, point, sum(step) AS step, min(country) AS country, min(cadre) AS cadre FROM (
    SELECT holder, a AS point, 1 AS step, country, cadre FROM islands
    UNION ALL SELECT holder, b, -1, country, cadre FROM islands
  ) turns GROUP BY holder, point
), levels AS (
  SELECT holder, point AS a, lead(point) OVER w AS b, sum(step) OVER w AS level, country, cadre FROM steps
  WINDOW w AS (PARTITION BY holder ORDER BY point)
), whole AS (
  SELECT * FROM levels WHERE level = {needed}
), reasons AS (
  SELECT holder, ends / 4 AS until, min(ends %% 4) AS reason FROM counting_others WHERE plain = 1
  GROUP BY holder, ends / 4
), again AS (
  SELECT holder, a, {days} AS renewals FROM (
    SELECT DISTINCT w.holder, w.a, r.starts FROM whole w
    JOIN counting_others r ON r.holder = w.holder AND r.starts > w.a AND r.starts < w.b ORDER BY 1, 2, 3
  ) r GROUP BY holder, a
)
SELECT w.holder, w.country, w.cadre, w.a, w.b, {entered},
  CASE reasons.reason WHEN 0 THEN {left} WHEN 1 THEN {revoked} ELSE {expired} END, COALESCE(again.renewals, {none})
FROM whole w LEFT JOIN reasons ON reasons.holder = w.holder AND reasons.until = w.b
LEFT JOIN again ON again.holder = w.holder AND again.a = w.a
"""

# Different places or moves: cut her time at every day on which something begins or ends, keep the pieces in which
# every course is valid, give each its place, join neighbours of one place.
MOVED_CERTIFICATES = """
CREATE {scratch} TABLE counting_moved AS SELECT * FROM counting_others WHERE plain = 0
"""

INDEX = "CREATE INDEX counting_moved_holder ON counting_moved (holder, starts)"

ISLANDS = """
INSERT INTO counting_spells (holder, country, cadre, starts, until, began, ended, renewals)
WITH points AS (
  SELECT holder, starts AS point FROM counting_moved
  UNION SELECT holder, ends / 4 FROM counting_moved
  UNION SELECT m.holder, {moved_on} FROM readiness_holdermove m
    WHERE m.holder IN (SELECT holder FROM counting_moved)
), gaps AS (
  SELECT holder, point AS a, lead(point) OVER (PARTITION BY holder ORDER BY point) AS b FROM points
), covered AS (
  SELECT g.holder, g.a, g.b, max(e.starts * {shift} + e.id) AS newest
  FROM gaps g JOIN counting_moved e ON e.holder = g.holder AND e.starts <= g.a AND e.ends / 4 >= g.b
  GROUP BY g.holder, g.a, g.b HAVING count(DISTINCT e.course) = {needed}
), moved AS (
  SELECT c.holder, c.a, max(m.day) AS day FROM covered c
  JOIN readiness_holdermove m ON m.holder = c.holder AND {moved_on} <= c.a GROUP BY c.holder, c.a
), placed AS (
  SELECT c.holder, c.a, c.b, CASE WHEN h.holder IS NULL THEN e.country ELSE h.country END AS country,
    CASE WHEN h.holder IS NULL THEN e.cadre ELSE h.cadre END AS cadre
  FROM covered c
  JOIN counting_moved e ON e.holder = c.holder AND e.starts * {shift} + e.id = c.newest
  LEFT JOIN moved v ON v.holder = c.holder AND v.a = c.a
  LEFT JOIN readiness_holdermove h ON h.holder = v.holder AND h.day = v.day
), marked AS (
  SELECT placed.*, CASE WHEN lag(b) OVER w = a AND lag(country) OVER w = country AND lag(cadre) OVER w = cadre
    THEN 0 ELSE 1 END AS first FROM placed WINDOW w AS (PARTITION BY holder ORDER BY a)
), numbered AS (
  SELECT marked.*, sum(first) OVER (PARTITION BY holder ORDER BY a) AS island FROM marked
), islands AS (
  SELECT holder, min(country) AS country, min(cadre) AS cadre, min(a) AS a, max(b) AS b FROM numbered
  GROUP BY holder, island
), whole AS (
  SELECT islands.*, lag(b) OVER w AS before, lead(a) OVER w AS after FROM islands
  WINDOW w AS (PARTITION BY holder ORDER BY a)
)
SELECT i.holder, i.country, i.cadre, i.a, i.b, CASE WHEN i.before = i.a THEN {moved_in} ELSE {entered} END,
  CASE WHEN i.after = i.b THEN {moved_out} ELSE COALESCE(
    (SELECT CASE min(e.ends %% 4) WHEN 0 THEN {left} WHEN 1 THEN {revoked} WHEN 2 THEN {expired} END
     FROM counting_moved e WHERE e.holder = i.holder AND e.ends / 4 = i.b), {expired}) END,
  COALESCE((SELECT {days} FROM (
     SELECT DISTINCT e.starts FROM counting_moved e
     WHERE e.holder = i.holder AND e.starts > i.a AND e.starts < i.b ORDER BY e.starts) r), {none})
FROM whole i
"""

SPELLS = """
INSERT INTO readiness_spell (holder, programme, country, cadre, start, "end", began, ended, renewals)
SELECT holder, {programme}, country, cadre, {from_day}, {until_day}, {began}, {ended}, renewals
FROM counting_spells
"""

DAYS = """
INSERT INTO readiness_daycell (programme, country, cadre, day, {kinds})
SELECT {programme}, country, cadre, {on_day}, {sums} FROM (
  SELECT country, cadre, starts AS number, began AS kind FROM counting_spells
  UNION ALL SELECT country, cadre, until, ended FROM counting_spells
  UNION ALL SELECT s.country, s.cadre, e.starts, {renewed} FROM counting_spells s JOIN (
    SELECT DISTINCT holder, starts FROM counting_others
  ) e ON e.holder = s.holder AND e.starts > s.starts AND e.starts < s.until
) moves GROUP BY country, number, cadre
"""

MONTHS = """
INSERT INTO readiness_monthcell (programme, country, cadre, day, {kinds})
SELECT programme, country, cadre, {month}, {sums} FROM readiness_daycell WHERE programme = {programme}
GROUP BY programme, country, cadre, {month}
"""

STANDING = """
INSERT INTO readiness_standing (programme, country, cadre, people)
SELECT {programme}, country, cadre, count(*) FROM counting_spells WHERE starts <= {number} AND until > {number}
GROUP BY country, cadre
"""

SCRATCH = (
    "counting_moved",
    "counting_others",
    "counting_spells",
    "counting_people",
    "counting_evidence",
)
