-- Polymorphs and other databases' names of compounds; samples as papers tell them apart, with whole routes; relations; full text.
CREATE TABLE runs_new (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT,
  version TEXT NOT NULL,
  configuration TEXT NOT NULL,
  papers INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  models TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO runs_new SELECT id, started, finished, version, configuration, papers, records, errors, '{}' FROM runs;
CREATE TABLE compounds_new (
  id TEXT PRIMARY KEY,
  reduced_formula TEXT NOT NULL,
  chemical_formula_hill TEXT,
  elements TEXT NOT NULL,
  nelements INTEGER NOT NULL,
  phase TEXT,
  names TEXT NOT NULL DEFAULT '[]'
);
INSERT INTO compounds_new
SELECT id, reduced_formula, hill_formula(reduced_formula), elements, json_array_length(elements), NULL, names FROM compounds;
CREATE TABLE compound_identifiers (
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  database TEXT NOT NULL,
  identifier TEXT NOT NULL,
  formula TEXT,
  space_group TEXT,
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  origin TEXT NOT NULL,
  retrieved TEXT NOT NULL,
  PRIMARY KEY (compound_id, database, identifier)
);
INSERT INTO compound_identifiers
SELECT c.id, known.key, known.value, NULL, NULL, 1, 'schema 2', strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now') FROM compounds c, json_each(c.external_ids) known;
CREATE TABLE compound_lookups (
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  database TEXT NOT NULL,
  asked TEXT NOT NULL,
  found INTEGER NOT NULL,
  PRIMARY KEY (compound_id, database)
);
CREATE TABLE samples_new (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  label TEXT,
  material TEXT NOT NULL,
  formula TEXT,
  compound_id TEXT REFERENCES compounds (id),
  host_id TEXT REFERENCES compounds (id),
  dopants TEXT NOT NULL DEFAULT '[]',
  additives TEXT NOT NULL DEFAULT '[]',
  phase TEXT
);
INSERT INTO samples_new
SELECT id, paper_id, 's' || row_number() OVER (PARTITION BY paper_id ORDER BY rowid), label, material, formula, compound_id, NULL, '[]', '[]', NULL
FROM samples
WHERE id IN (SELECT sample_id FROM measurements WHERE NOT cited AND NOT simulated) OR id IN (SELECT sample_id FROM processing_steps);
CREATE TABLE sample_measurements (
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  PRIMARY KEY (sample_id, measurement_id)
) WITHOUT ROWID;
INSERT INTO sample_measurements SELECT sample_id, id FROM measurements WHERE sample_id IS NOT NULL AND NOT cited AND NOT simulated;
CREATE TABLE processing_steps_new (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  operation TEXT NOT NULL,
  method TEXT,
  raw TEXT NOT NULL,
  material TEXT,
  temperature REAL CHECK (temperature > 0),
  duration REAL CHECK (duration > 0),
  atmosphere TEXT,
  pressure REAL CHECK (pressure > 0),
  heating_rate REAL CHECK (heating_rate > 0),
  block TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  FOREIGN KEY (paper_id, block) REFERENCES blocks (paper_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO processing_steps_new
SELECT t.id, t.paper_id, row_number() OVER (PARTITION BY t.paper_id ORDER BY b.ordinal, e."start", t.ordinal), t.operation, NULL, m.raw, s.material,
       CASE WHEN t.temperature > 0 THEN t.temperature END, CASE WHEN t.duration > 0 THEN t.duration END, t.atmosphere,
       CASE WHEN t.pressure > 0 THEN t.pressure END, NULL, e.block, e."start", e."end", e.text
FROM processing_steps t
JOIN samples s ON s.id = t.sample_id
JOIN measurements m ON m.id = (
  SELECT f.id FROM measurements f
  WHERE f.sample_id = t.sample_id AND (f.property = 'sintering_temperature' AND f.value = t.temperature OR f.property = 'sintering_time' AND f.value = t.duration
        OR f.property = 'sintering_atmosphere' AND f.word = t.atmosphere OR f.property = 'sintering_pressure' AND f.value = t.pressure)
  ORDER BY f.property = 'sintering_temperature' DESC, f.id LIMIT 1)
JOIN evidence e ON e.id = m.evidence_id
JOIN blocks b ON b.paper_id = e.paper_id AND b.id = e.block;
CREATE TABLE step_samples (
  step_id TEXT NOT NULL REFERENCES processing_steps (id) ON DELETE CASCADE,
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  PRIMARY KEY (step_id, sample_id)
) WITHOUT ROWID;
INSERT INTO step_samples SELECT id, sample_id FROM processing_steps WHERE id IN (SELECT id FROM processing_steps_new);
CREATE TABLE measurements_new (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  interface_id TEXT REFERENCES interfaces (id) ON DELETE CASCADE,
  property TEXT NOT NULL,
  material TEXT,
  formula TEXT,
  label TEXT,
  compound_id TEXT REFERENCES compounds (id),
  value REAL,
  word TEXT,
  low REAL,
  high REAL,
  uncertainty REAL,
  comparator TEXT NOT NULL DEFAULT '=' CHECK (comparator IN ('=', '~', '<', '>', '<=', '>=')),
  unit TEXT,
  raw TEXT NOT NULL,
  temperature REAL CHECK (temperature > 0),
  conditions TEXT NOT NULL DEFAULT '{}',
  method TEXT,
  cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  flags TEXT NOT NULL DEFAULT '[]',
  evidence_id TEXT NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (value IS NOT NULL OR word IS NOT NULL OR low IS NOT NULL OR high IS NOT NULL)
);
INSERT INTO measurements_new
SELECT m.id, m.paper_id, m.interface_id, m.property, COALESCE(s.material, i.side_a || '/' || i.side_b), s.formula, s.label, s.compound_id,
       m.value, m.word, m.low, m.high, m.uncertainty, m.comparator, m.unit, m.raw, CASE WHEN m.temperature > 0 THEN m.temperature END,
       m.conditions, m.method, m.cited, m.simulated, m.confidence, m.flags, m.evidence_id
FROM measurements m
LEFT JOIN samples s ON s.id = m.sample_id
LEFT JOIN interfaces i ON i.id = m.interface_id;
CREATE TABLE measurement_relations (
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  related_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  relation TEXT NOT NULL CHECK (relation IN ('cites', 'repeats', 'contradicts')),
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  reason TEXT NOT NULL,
  PRIMARY KEY (measurement_id, related_id, relation)
) WITHOUT ROWID;
CREATE TABLE evidence_new (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  paper_id TEXT NOT NULL,
  block TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  value_start INTEGER NOT NULL,
  value_end INTEGER NOT NULL,
  page INTEGER,
  boxes TEXT NOT NULL DEFAULT '[]',
  cell TEXT,
  text TEXT NOT NULL CHECK (length(text) > 0),
  rule TEXT NOT NULL DEFAULT '',
  repairs TEXT NOT NULL DEFAULT '[]',
  FOREIGN KEY (paper_id, block) REFERENCES blocks (paper_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO evidence_new
SELECT NULL, id, measurement_id, paper_id, block, "start", "end", value_start, value_end, page, boxes, cell, text, rule, repairs FROM evidence ORDER BY rowid;
DROP TABLE runs;
ALTER TABLE runs_new RENAME TO runs;
DROP TABLE compounds;
ALTER TABLE compounds_new RENAME TO compounds;
DROP TABLE samples;
ALTER TABLE samples_new RENAME TO samples;
DROP TABLE processing_steps;
ALTER TABLE processing_steps_new RENAME TO processing_steps;
DROP TABLE measurements;
ALTER TABLE measurements_new RENAME TO measurements;
DROP TABLE evidence;
ALTER TABLE evidence_new RENAME TO evidence;
CREATE INDEX papers_doi ON papers (doi COLLATE NOCASE);
CREATE INDEX compounds_formula ON compounds (reduced_formula);
CREATE INDEX compound_links_compound ON compound_links (compound_id);
CREATE INDEX samples_paper ON samples (paper_id);
CREATE INDEX samples_compound ON samples (compound_id);
CREATE INDEX processing_steps_paper ON processing_steps (paper_id);
CREATE INDEX processing_steps_operation ON processing_steps (operation);
CREATE INDEX step_samples_sample ON step_samples (sample_id);
CREATE INDEX interfaces_paper ON interfaces (paper_id);
CREATE INDEX interfaces_compound_a ON interfaces (compound_a);
CREATE INDEX interfaces_compound_b ON interfaces (compound_b);
CREATE INDEX measurements_paper ON measurements (paper_id, property);
CREATE INDEX measurements_property ON measurements (property, confidence);
CREATE INDEX measurements_evidence ON measurements (evidence_id);
CREATE INDEX measurements_interface ON measurements (interface_id);
CREATE INDEX measurements_value ON measurements (property, value);
CREATE INDEX measurements_formula ON measurements (formula, property);
CREATE INDEX measurements_confidence ON measurements (confidence);
CREATE INDEX measurements_compound ON measurements (compound_id, property, value);
CREATE INDEX measurements_cited ON measurements (compound_id, property, value) WHERE cited;
CREATE INDEX sample_measurements_measurement ON sample_measurements (measurement_id);
CREATE INDEX measurement_relations_related ON measurement_relations (related_id);
CREATE INDEX evidence_measurement ON evidence (measurement_id);
CREATE INDEX evidence_paper ON evidence (paper_id, block);
CREATE VIRTUAL TABLE evidence_fts USING fts5 (text, content = 'evidence', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER evidence_added AFTER INSERT ON evidence BEGIN
  INSERT INTO evidence_fts (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER evidence_removed AFTER DELETE ON evidence BEGIN
  INSERT INTO evidence_fts (evidence_fts, rowid, text) VALUES ('delete', old.number, old.text);
END;
CREATE TRIGGER evidence_changed AFTER UPDATE ON evidence BEGIN
  INSERT INTO evidence_fts (evidence_fts, rowid, text) VALUES ('delete', old.number, old.text);
  INSERT INTO evidence_fts (rowid, text) VALUES (new.number, new.text);
END;

INSERT INTO evidence_fts (evidence_fts) VALUES ('rebuild');
CREATE TABLE extracted_values (
  measurement_id TEXT PRIMARY KEY REFERENCES measurements (id) ON DELETE CASCADE,
  said TEXT NOT NULL
);
CREATE TABLE reviews_new (
  id INTEGER PRIMARY KEY,
  measurement_id TEXT NOT NULL,
  paper_id TEXT,
  decision TEXT NOT NULL CHECK (decision IN ('accept', 'edit', 'reject', 'skip', 'undo')),
  reviewer TEXT NOT NULL,
  decided TEXT NOT NULL,
  before TEXT NOT NULL DEFAULT '{}',
  after TEXT NOT NULL DEFAULT '{}',
  reason TEXT NOT NULL DEFAULT '',
  undoes INTEGER REFERENCES reviews (id),
  follows INTEGER REFERENCES reviews (id),
  CHECK ((decision = 'undo') = (undoes IS NOT NULL))
);
INSERT INTO reviews_new
SELECT r.id, r.measurement_id, m.paper_id, r.decision, r.reviewer, r.decided, r.before, r.after, r.reason, NULL, NULL
FROM reviews r LEFT JOIN measurements m ON m.id = r.measurement_id;
DROP TABLE reviews;
ALTER TABLE reviews_new RENAME TO reviews;
CREATE INDEX reviews_measurement ON reviews (measurement_id);
CREATE INDEX reviews_paper ON reviews (paper_id);
CREATE UNIQUE INDEX reviews_undoes ON reviews (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;

-- The order of a review for each strategy; written by one statement whenever it is out of date.
CREATE TABLE review_queue (
  measurement_id TEXT PRIMARY KEY REFERENCES measurements (id) ON DELETE CASCADE,
  decides INTEGER NOT NULL,
  least_certain INTEGER NOT NULL,
  uncertain INTEGER NOT NULL,
  useful INTEGER NOT NULL,
  paper INTEGER NOT NULL,
  as_of INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX review_queue_least_certain ON review_queue (least_certain);
CREATE INDEX review_queue_uncertain ON review_queue (uncertain);
CREATE INDEX review_queue_useful ON review_queue (useful);
CREATE INDEX review_queue_paper ON review_queue (paper);

-- Who has a record before the eyes, until when. Like decisions, a claim outlives a new reading of the paper.
CREATE TABLE review_claims (
  measurement_id TEXT PRIMARY KEY,
  reviewer TEXT NOT NULL,
  expires TEXT NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER reviews_release AFTER INSERT ON reviews BEGIN
  DELETE FROM review_claims WHERE measurement_id = new.measurement_id AND reviewer = new.reviewer;
END;

-- Decisions that end a conflict of two reviewers, and so are no third opinion.
CREATE TABLE review_settlements (
  decision_id INTEGER PRIMARY KEY REFERENCES reviews (id)
);
