"""The views of the diary's file, for people who open it with Datasette or another program.

As with the steps of `schema`, what was released is never edited: a view that changes is dropped and
made anew by a later step.
"""

from __future__ import annotations

_TIME = "strftime('%H:%M', {0}.at_utc, printf('%+d minutes', {0}.utc_offset_min))"
_BEST = "CASE {0}.better WHEN 'higher' THEN {0}.high ELSE {0}.low END"

_INFUSIONS_GIVEN_2 = """CREATE VIEW infusions_given AS
WITH given AS (
  SELECT *, row_number() OVER in_order AS number, lag(day) OVER in_order AS day_before
  FROM infusion WHERE deleted_at IS NULL AND status = 'given'
  WINDOW in_order AS (ORDER BY day, coalesce(start, '00:00'), id)
),
placed AS (
  SELECT *, sum(
    day_before IS NULL OR new_course OR julianday(day) - julianday(day_before) > 56
  ) OVER (ORDER BY number) AS course
  FROM given
)
SELECT i.number, i.course,
  row_number() OVER (PARTITION BY i.course ORDER BY i.number) AS number_in_course,
  i.day, i.start, i.route, i.dose_mg, i.dose_mg_per_kg, i.weight_kg, i.minutes, i.phase,
  (
    SELECT group_concat(
      json_extract(e.value, '$.name')
      || CASE json_extract(e.value, '$.severity')
        WHEN 0 THEN ' none' WHEN 1 THEN ' mild' WHEN 2 THEN ' moderate' ELSE ' severe' END
      || CASE json_extract(e.value, '$.when') WHEN 'after' THEN ' afterwards' ELSE '' END, ', ')
    FROM json_each(i.side_effects) e
  ) AS side_effects, i.cost, i.note
FROM placed i ORDER BY i.number"""

VIEWS_2 = (
    f"""CREATE VIEW days AS
SELECT c.day, {_TIME.format("c")} AS time, c.mood, c.note
FROM check_in c WHERE c.deleted_at IS NULL
ORDER BY c.day, c.at_utc, c.id""",
    f"""CREATE VIEW ratings AS
SELECT s.day, {_TIME.format("c")} AS time, m.label AS measure, s.value, {_BEST.format("m")} AS best
FROM series s JOIN measure m ON m.key = s.measure JOIN check_in c ON c.id = s.check_in
ORDER BY s.day, s.at_utc, c.id, m.position, m.key""",
    f"""CREATE VIEW what_is_rated AS
SELECT m.label AS measure, m.unit, m.low AS lowest, m.high AS highest, {_BEST.format("m")} AS best,
  count(DISTINCT s.day) AS days, min(s.day) AS first_day, max(s.day) AS last_day
FROM measure m LEFT JOIN series s ON s.measure = m.key
GROUP BY m.key ORDER BY m.position, m.key""",
    # The value of a day is the median of its ratings, as on the page.
    """CREATE VIEW course_of_a_measure AS
WITH placed AS (
  SELECT measure, day, value,
    row_number() OVER (PARTITION BY measure, day ORDER BY value) AS place,
    count(*) OVER (PARTITION BY measure, day) AS ratings
  FROM series
)
SELECT m.label AS measure, p.day, avg(p.value) AS value, p.ratings,
  CAST(julianday(p.day) - julianday((
    SELECT max(i.day) FROM infusion i
    WHERE i.deleted_at IS NULL AND i.status = 'given' AND i.day <= p.day
  )) AS INTEGER) AS days_after_infusion
FROM placed p JOIN measure m ON m.key = p.measure
WHERE p.place BETWEEN p.ratings / 2.0 AND p.ratings / 2.0 + 1
GROUP BY p.measure, p.day ORDER BY m.position, m.key, p.day""",
    _INFUSIONS_GIVEN_2,
    """CREATE VIEW infusions_planned AS
SELECT day, start, route, dose_mg, dose_mg_per_kg, minutes, phase, note
FROM infusion WHERE deleted_at IS NULL AND status = 'planned' ORDER BY day, start, id""",
    """CREATE VIEW questionnaires AS
SELECT day, questionnaire, total, low AS lowest, high AS highest,
  CASE better WHEN 'higher' THEN high ELSE low END AS best
FROM assessment WHERE deleted_at IS NULL ORDER BY day, questionnaire, id""",
    """CREATE VIEW medicines_and_events AS
SELECT kind, title, start AS first_day,
  CASE WHEN kind = 'medication' THEN "end" ELSE coalesce("end", start) END AS last_day, dose, note
FROM event WHERE deleted_at IS NULL ORDER BY start, kind, id""",
)

# Two infusions on one day belong to one course, whichever of them is marked as its first.
_INFUSIONS_GIVEN_3 = _INFUSIONS_GIVEN_2.replace(
    "AS day_before\n", "AS day_before,\n    max(new_course) OVER (PARTITION BY day) AS marked\n"
).replace(
    "OR new_course OR julianday(day) - julianday(day_before) > 56",
    "OR day > day_before\n    AND (marked OR julianday(day) - julianday(day_before) > 56)",
)

VIEWS_3 = (
    _INFUSIONS_GIVEN_3,
    """CREATE VIEW side_effects AS
SELECT i.day, json_extract(e.value, '$.name') AS side_effect,
  json_extract(e.value, '$.severity') AS severity,
  CASE json_extract(e.value, '$.severity')
    WHEN 0 THEN 'none' WHEN 1 THEN 'mild' WHEN 2 THEN 'moderate' ELSE 'severe' END AS in_words,
  json_extract(e.value, '$.when') AS "when", i.route, i.dose_mg
FROM infusion i, json_each(i.side_effects) e
WHERE i.deleted_at IS NULL AND i.status = 'given'
ORDER BY i.day, coalesce(i.start, '00:00'), i.id, e.key""",
    """CREATE VIEW questionnaire_items AS
SELECT a.day, a.questionnaire, e.key + 1 AS item, e.value AS answer, a.total
FROM assessment a, json_each(a.answers) e
WHERE a.deleted_at IS NULL AND a.answers IS NOT NULL
ORDER BY a.day, a.questionnaire, a.id, e.key""",
)
