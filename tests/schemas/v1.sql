-- A new diary as version 1 leaves it. Released schemas are never edited.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'tracker','m001_first_diary','2026-11-21 12:00:00.000000+00:00');
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
) STRICT;
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
CREATE TABLE history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  change INTEGER REFERENCES change (id),
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')),
  before TEXT,
  after TEXT
) STRICT;
INSERT INTO "history" VALUES(1,NULL,'measure','mood','I',NULL,'{"key":"mood","position":0,"label":"Mood","low":0.0,"high":10.0,"step":1.0,"better":"higher","low_label":"worst I can imagine","high_label":"best I can imagine","unit":null,"active":1}');
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('history',1);
COMMIT;
PRAGMA application_id=1953655666;
PRAGMA user_version=1;
