-- A new diary as version 3 leaves it. Released schemas are never edited.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'tracker','m001_first_diary','2026-11-25 12:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'tracker','m002_merging_and_views','2026-11-25 12:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'tracker','m003_named_diary_and_changes','2026-11-25 12:00:00.000000+00:00');
CREATE TABLE assessment (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND day IS date(day, '+0 days')),
  questionnaire TEXT NOT NULL CHECK (questionnaire != ''),
  answers TEXT CHECK (json_type(answers) = 'array'),
  total REAL CHECK (total BETWEEN low AND high),
  low REAL NOT NULL,
  high REAL NOT NULL CHECK (low < high),
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  
  updated_at TEXT NOT NULL,
  deleted_at TEXT
,
  CHECK (total IS NOT NULL OR answers IS NOT NULL)
) STRICT;
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES change (id)
, action TEXT, kind TEXT, key TEXT, records INTEGER) STRICT;
INSERT INTO "change" VALUES(1,'1970-01-01T00:00:00.000Z','',NULL,'upgrade',NULL,NULL,NULL);
CREATE TABLE check_in (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND day IS date(day, '+0 days')),
  at_utc TEXT CHECK (at_utc IS strftime('%Y-%m-%dT%H:%M:%SZ', at_utc, '+0 days')),
  utc_offset_min INTEGER CHECK (utc_offset_min BETWEEN -1440 AND 1440),
  recorded_at TEXT CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at, '+0 days')),
  mood INTEGER CHECK (mood BETWEEN 0 AND 10),
  note TEXT CHECK (instr(note, char(0)) = 0 AND length(note) <= 20000),
  
  updated_at TEXT NOT NULL,
  deleted_at TEXT
,
  CHECK ((at_utc IS NULL) = (utc_offset_min IS NULL))
) STRICT;
CREATE TABLE event (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (
    kind IN ('medication', 'therapy', 'life', 'illness', 'question', 'other')
  ),
  title TEXT NOT NULL CHECK (title != '' AND instr(title, char(0)) = 0 AND length(title) <= 200),
  start TEXT NOT NULL CHECK (start GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND start IS date(start, '+0 days')),
  "end" TEXT CHECK (("end" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND "end" IS date("end", '+0 days')) AND "end" >= start),
  dose TEXT CHECK (instr(dose, char(0)) = 0 AND length(dose) <= 200),
  note TEXT CHECK (instr(note, char(0)) = 0 AND length(note) <= 20000),
  
  updated_at TEXT NOT NULL,
  deleted_at TEXT

) STRICT;
CREATE TABLE former_stamp (
  change INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  updated_at TEXT,
  PRIMARY KEY (change, tbl, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  change INTEGER REFERENCES change (id),
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')),
  before TEXT,
  after TEXT
) STRICT;
INSERT INTO "history" VALUES(1,1,'measure','mood','I',NULL,'{"key":"mood","position":0,"label":"Mood","low":0.0,"high":10.0,"step":1.0,"better":"higher","low_label":"worst I can imagine","high_label":"best I can imagine","unit":null,"active":1}');
INSERT INTO "history" VALUES(2,1,'setting','diary','I',NULL,'{"key":"diary","value":"\"01KB000000000000000000000A\""}');
CREATE TABLE infusion (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND day IS date(day, '+0 days')),
  start TEXT CHECK (start GLOB '[0-2][0-9]:[0-5][0-9]' AND start < '24:00'),
  status TEXT NOT NULL CHECK (status IN ('planned', 'given', 'cancelled')),
  route TEXT,
  dose_mg REAL CHECK (dose_mg > 0),
  dose_mg_per_kg REAL CHECK (dose_mg_per_kg > 0),
  weight_kg REAL CHECK (weight_kg > 0),
  minutes REAL CHECK (minutes > 0),
  phase TEXT,
  new_course INTEGER NOT NULL CHECK (new_course IN (0, 1)),
  side_effects TEXT NOT NULL CHECK (json_type(side_effects) = 'array'),
  cost REAL CHECK (cost >= 0),
  note TEXT CHECK (instr(note, char(0)) = 0 AND length(note) <= 20000),
  
  updated_at TEXT NOT NULL,
  deleted_at TEXT

) STRICT;
CREATE TABLE measure (
  key TEXT PRIMARY KEY CHECK (key != ''),
  position INTEGER NOT NULL,
  label TEXT NOT NULL CHECK (label != ''),
  low REAL NOT NULL,
  high REAL NOT NULL CHECK (low < high),
  step REAL NOT NULL CHECK (step > 0),
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  low_label TEXT,
  high_label TEXT,
  unit TEXT,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
INSERT INTO "measure" VALUES('mood',0,'Mood',0.0,10.0,1.0,'higher','worst I can imagine','best I can imagine',NULL,1);
CREATE TABLE rating (
  check_in TEXT NOT NULL REFERENCES check_in (id),
  measure TEXT NOT NULL REFERENCES measure (key) CHECK (measure != 'mood'),
  value REAL NOT NULL,
  PRIMARY KEY (check_in, measure)
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "setting" VALUES('diary','"01KB000000000000000000000A"');
CREATE TABLE stamp (
  tbl TEXT NOT NULL CHECK (tbl IN ('setting', 'measure')),
  key TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "stamp" VALUES('measure','mood','1970-01-01T00:00:00.000Z');
INSERT INTO "stamp" VALUES('setting','diary','1970-01-01T00:00:00.000Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER setting_history_insert AFTER INSERT ON setting
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'setting', NEW.key, 'I', NULL, json_object('key', NEW."key", 'value', NEW."value")
  );
END;
CREATE TRIGGER setting_history_update AFTER UPDATE ON setting
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'setting', NEW.key, 'U', json_object('key', OLD."key", 'value', OLD."value"), json_object('key', NEW."key", 'value', NEW."value")
  );
END;
CREATE TRIGGER setting_history_delete AFTER DELETE ON setting
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'setting', OLD.key, 'D', json_object('key', OLD."key", 'value', OLD."value"), NULL
  );
END;
CREATE TRIGGER measure_history_insert AFTER INSERT ON measure
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'measure', NEW.key, 'I', NULL, json_object('key', NEW."key", 'position', NEW."position", 'label', NEW."label", 'low', NEW."low", 'high', NEW."high", 'step', NEW."step", 'better', NEW."better", 'low_label', NEW."low_label", 'high_label', NEW."high_label", 'unit', NEW."unit", 'active', NEW."active")
  );
END;
CREATE TRIGGER measure_history_update AFTER UPDATE ON measure
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'measure', NEW.key, 'U', json_object('key', OLD."key", 'position', OLD."position", 'label', OLD."label", 'low', OLD."low", 'high', OLD."high", 'step', OLD."step", 'better', OLD."better", 'low_label', OLD."low_label", 'high_label', OLD."high_label", 'unit', OLD."unit", 'active', OLD."active"), json_object('key', NEW."key", 'position', NEW."position", 'label', NEW."label", 'low', NEW."low", 'high', NEW."high", 'step', NEW."step", 'better', NEW."better", 'low_label', NEW."low_label", 'high_label', NEW."high_label", 'unit', NEW."unit", 'active', NEW."active")
  );
END;
CREATE TRIGGER measure_history_delete AFTER DELETE ON measure
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'measure', OLD.key, 'D', json_object('key', OLD."key", 'position', OLD."position", 'label', OLD."label", 'low', OLD."low", 'high', OLD."high", 'step', OLD."step", 'better', OLD."better", 'low_label', OLD."low_label", 'high_label', OLD."high_label", 'unit', OLD."unit", 'active', OLD."active"), NULL
  );
END;
CREATE TRIGGER check_in_history_insert AFTER INSERT ON check_in
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'check_in', NEW.id, 'I', NULL, json_object('id', NEW."id", 'day', NEW."day", 'at_utc', NEW."at_utc", 'utc_offset_min', NEW."utc_offset_min", 'recorded_at', NEW."recorded_at", 'mood', NEW."mood", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER check_in_history_update AFTER UPDATE ON check_in
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'check_in', NEW.id, 'U', json_object('id', OLD."id", 'day', OLD."day", 'at_utc', OLD."at_utc", 'utc_offset_min', OLD."utc_offset_min", 'recorded_at', OLD."recorded_at", 'mood', OLD."mood", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), json_object('id', NEW."id", 'day', NEW."day", 'at_utc', NEW."at_utc", 'utc_offset_min', NEW."utc_offset_min", 'recorded_at', NEW."recorded_at", 'mood', NEW."mood", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER check_in_history_delete AFTER DELETE ON check_in
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'check_in', OLD.id, 'D', json_object('id', OLD."id", 'day', OLD."day", 'at_utc', OLD."at_utc", 'utc_offset_min', OLD."utc_offset_min", 'recorded_at', OLD."recorded_at", 'mood', OLD."mood", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), NULL
  );
END;
CREATE TRIGGER rating_history_insert AFTER INSERT ON rating
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'rating', NEW.check_in || ' ' || NEW.measure, 'I', NULL, json_object('check_in', NEW."check_in", 'measure', NEW."measure", 'value', NEW."value")
  );
END;
CREATE TRIGGER rating_history_update AFTER UPDATE ON rating
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'rating', NEW.check_in || ' ' || NEW.measure, 'U', json_object('check_in', OLD."check_in", 'measure', OLD."measure", 'value', OLD."value"), json_object('check_in', NEW."check_in", 'measure', NEW."measure", 'value', NEW."value")
  );
END;
CREATE TRIGGER rating_history_delete AFTER DELETE ON rating
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'rating', OLD.check_in || ' ' || OLD.measure, 'D', json_object('check_in', OLD."check_in", 'measure', OLD."measure", 'value', OLD."value"), NULL
  );
END;
CREATE TRIGGER infusion_history_insert AFTER INSERT ON infusion
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'infusion', NEW.id, 'I', NULL, json_object('id', NEW."id", 'day', NEW."day", 'start', NEW."start", 'status', NEW."status", 'route', NEW."route", 'dose_mg', NEW."dose_mg", 'dose_mg_per_kg', NEW."dose_mg_per_kg", 'weight_kg', NEW."weight_kg", 'minutes', NEW."minutes", 'phase', NEW."phase", 'new_course', NEW."new_course", 'side_effects', NEW."side_effects", 'cost', NEW."cost", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER infusion_history_update AFTER UPDATE ON infusion
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'infusion', NEW.id, 'U', json_object('id', OLD."id", 'day', OLD."day", 'start', OLD."start", 'status', OLD."status", 'route', OLD."route", 'dose_mg', OLD."dose_mg", 'dose_mg_per_kg', OLD."dose_mg_per_kg", 'weight_kg', OLD."weight_kg", 'minutes', OLD."minutes", 'phase', OLD."phase", 'new_course', OLD."new_course", 'side_effects', OLD."side_effects", 'cost', OLD."cost", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), json_object('id', NEW."id", 'day', NEW."day", 'start', NEW."start", 'status', NEW."status", 'route', NEW."route", 'dose_mg', NEW."dose_mg", 'dose_mg_per_kg', NEW."dose_mg_per_kg", 'weight_kg', NEW."weight_kg", 'minutes', NEW."minutes", 'phase', NEW."phase", 'new_course', NEW."new_course", 'side_effects', NEW."side_effects", 'cost', NEW."cost", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER infusion_history_delete AFTER DELETE ON infusion
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'infusion', OLD.id, 'D', json_object('id', OLD."id", 'day', OLD."day", 'start', OLD."start", 'status', OLD."status", 'route', OLD."route", 'dose_mg', OLD."dose_mg", 'dose_mg_per_kg', OLD."dose_mg_per_kg", 'weight_kg', OLD."weight_kg", 'minutes', OLD."minutes", 'phase', OLD."phase", 'new_course', OLD."new_course", 'side_effects', OLD."side_effects", 'cost', OLD."cost", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), NULL
  );
END;
CREATE TRIGGER assessment_history_insert AFTER INSERT ON assessment
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'assessment', NEW.id, 'I', NULL, json_object('id', NEW."id", 'day', NEW."day", 'questionnaire', NEW."questionnaire", 'answers', NEW."answers", 'total', NEW."total", 'low', NEW."low", 'high', NEW."high", 'better', NEW."better", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER assessment_history_update AFTER UPDATE ON assessment
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'assessment', NEW.id, 'U', json_object('id', OLD."id", 'day', OLD."day", 'questionnaire', OLD."questionnaire", 'answers', OLD."answers", 'total', OLD."total", 'low', OLD."low", 'high', OLD."high", 'better', OLD."better", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), json_object('id', NEW."id", 'day', NEW."day", 'questionnaire', NEW."questionnaire", 'answers', NEW."answers", 'total', NEW."total", 'low', NEW."low", 'high', NEW."high", 'better', NEW."better", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER assessment_history_delete AFTER DELETE ON assessment
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'assessment', OLD.id, 'D', json_object('id', OLD."id", 'day', OLD."day", 'questionnaire', OLD."questionnaire", 'answers', OLD."answers", 'total', OLD."total", 'low', OLD."low", 'high', OLD."high", 'better', OLD."better", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), NULL
  );
END;
CREATE TRIGGER event_history_insert AFTER INSERT ON event
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'event', NEW.id, 'I', NULL, json_object('id', NEW."id", 'kind', NEW."kind", 'title', NEW."title", 'start', NEW."start", 'end', NEW."end", 'dose', NEW."dose", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER event_history_update AFTER UPDATE ON event
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'event', NEW.id, 'U', json_object('id', OLD."id", 'kind', OLD."kind", 'title', OLD."title", 'start', OLD."start", 'end', OLD."end", 'dose', OLD."dose", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), json_object('id', NEW."id", 'kind', NEW."kind", 'title', NEW."title", 'start', NEW."start", 'end', NEW."end", 'dose', NEW."dose", 'note', NEW."note", 'updated_at', NEW."updated_at", 'deleted_at', NEW."deleted_at")
  );
END;
CREATE TRIGGER event_history_delete AFTER DELETE ON event
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), 'event', OLD.id, 'D', json_object('id', OLD."id", 'kind', OLD."kind", 'title', OLD."title", 'start', OLD."start", 'end', OLD."end", 'dose', OLD."dose", 'note', OLD."note", 'updated_at', OLD."updated_at", 'deleted_at', OLD."deleted_at"), NULL
  );
END;
CREATE TRIGGER rating_on_scale_insert BEFORE INSERT ON rating
WHEN NOT EXISTS (
  SELECT 1 FROM measure WHERE key = NEW.measure AND NEW.value BETWEEN low AND high
)
BEGIN SELECT RAISE(ABORT, 'rating off its scale'); END;
CREATE TRIGGER rating_on_scale_update BEFORE UPDATE ON rating
WHEN NOT EXISTS (
  SELECT 1 FROM measure WHERE key = NEW.measure AND NEW.value BETWEEN low AND high
)
BEGIN SELECT RAISE(ABORT, 'rating off its scale'); END;
CREATE INDEX check_in_day ON check_in (day) WHERE deleted_at IS NULL;
CREATE INDEX history_change ON history (change);
CREATE INDEX history_row ON history (tbl, row_id);
CREATE TRIGGER history_is_append_only_update BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_is_append_only_delete BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE VIEW series AS
SELECT day, at_utc, 'mood' AS measure, CAST(mood AS REAL) AS value, id AS check_in
FROM check_in WHERE mood IS NOT NULL AND deleted_at IS NULL
UNION ALL
SELECT c.day, c.at_utc, r.measure, r.value, c.id
FROM rating r JOIN check_in c ON c.id = r.check_in WHERE c.deleted_at IS NULL;
CREATE TRIGGER setting_stamp_insert AFTER INSERT ON setting
BEGIN
  INSERT INTO stamp (tbl, key, updated_at) VALUES ('setting', NEW.key, coalesce((SELECT at FROM change ORDER BY id DESC LIMIT 1), '1970-01-01T00:00:00.000Z'))
  ON CONFLICT (tbl, key) DO UPDATE SET updated_at = max(
    excluded.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0.001 seconds')
  );
END;
CREATE TRIGGER setting_stamp_update AFTER UPDATE ON setting
BEGIN
  INSERT INTO stamp (tbl, key, updated_at) VALUES ('setting', NEW.key, coalesce((SELECT at FROM change ORDER BY id DESC LIMIT 1), '1970-01-01T00:00:00.000Z'))
  ON CONFLICT (tbl, key) DO UPDATE SET updated_at = max(
    excluded.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0.001 seconds')
  );
END;
CREATE TRIGGER measure_stamp_insert AFTER INSERT ON measure
BEGIN
  INSERT INTO stamp (tbl, key, updated_at) VALUES ('measure', NEW.key, coalesce((SELECT at FROM change ORDER BY id DESC LIMIT 1), '1970-01-01T00:00:00.000Z'))
  ON CONFLICT (tbl, key) DO UPDATE SET updated_at = max(
    excluded.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0.001 seconds')
  );
END;
CREATE TRIGGER measure_stamp_update AFTER UPDATE ON measure
BEGIN
  INSERT INTO stamp (tbl, key, updated_at) VALUES ('measure', NEW.key, coalesce((SELECT at FROM change ORDER BY id DESC LIMIT 1), '1970-01-01T00:00:00.000Z'))
  ON CONFLICT (tbl, key) DO UPDATE SET updated_at = max(
    excluded.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0.001 seconds')
  );
END;
CREATE VIEW days AS
SELECT c.day, strftime('%H:%M', c.at_utc, printf('%+d minutes', c.utc_offset_min)) AS time, c.mood, c.note
FROM check_in c WHERE c.deleted_at IS NULL
ORDER BY c.day, c.at_utc, c.id;
CREATE VIEW ratings AS
SELECT s.day, strftime('%H:%M', c.at_utc, printf('%+d minutes', c.utc_offset_min)) AS time, m.label AS measure, s.value, CASE m.better WHEN 'higher' THEN m.high ELSE m.low END AS best
FROM series s JOIN measure m ON m.key = s.measure JOIN check_in c ON c.id = s.check_in
ORDER BY s.day, s.at_utc, c.id, m.position, m.key;
CREATE VIEW what_is_rated AS
SELECT m.label AS measure, m.unit, m.low AS lowest, m.high AS highest, CASE m.better WHEN 'higher' THEN m.high ELSE m.low END AS best,
  count(DISTINCT s.day) AS days, min(s.day) AS first_day, max(s.day) AS last_day
FROM measure m LEFT JOIN series s ON s.measure = m.key
GROUP BY m.key ORDER BY m.position, m.key;
CREATE VIEW course_of_a_measure AS
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
GROUP BY p.measure, p.day ORDER BY m.position, m.key, p.day;
CREATE VIEW infusions_given AS
WITH given AS (
  SELECT *, row_number() OVER in_order AS number, lag(day) OVER in_order AS day_before,
    max(new_course) OVER (PARTITION BY day) AS marked
  FROM infusion WHERE deleted_at IS NULL AND status = 'given'
  WINDOW in_order AS (ORDER BY day, coalesce(start, '00:00'), id)
),
placed AS (
  SELECT *, sum(
    day_before IS NULL OR day > day_before
    AND (marked OR julianday(day) - julianday(day_before) > 56)
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
FROM placed i ORDER BY i.number;
CREATE VIEW infusions_planned AS
SELECT day, start, route, dose_mg, dose_mg_per_kg, minutes, phase, note
FROM infusion WHERE deleted_at IS NULL AND status = 'planned' ORDER BY day, start, id;
CREATE VIEW questionnaires AS
SELECT day, questionnaire, total, low AS lowest, high AS highest,
  CASE better WHEN 'higher' THEN high ELSE low END AS best
FROM assessment WHERE deleted_at IS NULL ORDER BY day, questionnaire, id;
CREATE VIEW medicines_and_events AS
SELECT kind, title, start AS first_day,
  CASE WHEN kind = 'medication' THEN "end" ELSE coalesce("end", start) END AS last_day, dose, note
FROM event WHERE deleted_at IS NULL ORDER BY start, kind, id;
CREATE VIEW side_effects AS
SELECT i.day, json_extract(e.value, '$.name') AS side_effect,
  json_extract(e.value, '$.severity') AS severity,
  CASE json_extract(e.value, '$.severity')
    WHEN 0 THEN 'none' WHEN 1 THEN 'mild' WHEN 2 THEN 'moderate' ELSE 'severe' END AS in_words,
  json_extract(e.value, '$.when') AS "when", i.route, i.dose_mg
FROM infusion i, json_each(i.side_effects) e
WHERE i.deleted_at IS NULL AND i.status = 'given'
ORDER BY i.day, coalesce(i.start, '00:00'), i.id, e.key;
CREATE VIEW questionnaire_items AS
SELECT a.day, a.questionnaire, e.key + 1 AS item, e.value AS answer, a.total
FROM assessment a, json_each(a.answers) e
WHERE a.deleted_at IS NULL AND a.answers IS NOT NULL
ORDER BY a.day, a.questionnaire, a.id, e.key;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',1);
INSERT INTO "sqlite_sequence" VALUES('history',2);
COMMIT;
PRAGMA application_id=1953655666;
PRAGMA user_version=3;
