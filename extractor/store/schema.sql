-- The store, version 5 (views are in views.sql). SI units; times are ISO 8601 in UTC; JSON where a column holds a list.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT,
  version TEXT NOT NULL,
  configuration TEXT NOT NULL,
  papers INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  models TEXT NOT NULL DEFAULT '{}',
  components TEXT NOT NULL DEFAULT '{}',
  counts TEXT NOT NULL DEFAULT '{}',
  seconds TEXT NOT NULL DEFAULT '{}',
  engine TEXT NOT NULL DEFAULT 'local',
  workers INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE papers (
  id TEXT PRIMARY KEY,
  doi TEXT,
  title TEXT,
  authors TEXT,
  journal TEXT,
  year INTEGER,
  licence TEXT,
  file TEXT NOT NULL,
  sha256 TEXT,
  reader TEXT,
  status TEXT NOT NULL CHECK (status IN
    ('ok', 'empty', 'corrupt', 'encrypted', 'image_only', 'too_large', 'too_slow', 'unsupported', 'unreadable', 'failed')),
  error TEXT,
  version TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  ingested TEXT NOT NULL,
  CHECK ((status = 'ok') = (error IS NULL))
);
CREATE INDEX papers_sha256 ON papers (sha256);
CREATE INDEX papers_doi ON papers (doi COLLATE NOCASE);

-- One row a source file: what became of it when it was last read.
CREATE TABLE files (
  uri TEXT PRIMARY KEY,
  sha256 TEXT,
  size INTEGER,
  modified TEXT,
  paper_id TEXT REFERENCES papers (id) ON DELETE SET NULL,
  status TEXT NOT NULL CHECK (status IN
    ('ok', 'empty', 'corrupt', 'encrypted', 'image_only', 'too_large', 'too_slow', 'unsupported', 'unreadable', 'failed')),
  error TEXT,
  attempts INTEGER NOT NULL DEFAULT 1,
  seconds REAL NOT NULL DEFAULT 0,
  memory REAL NOT NULL DEFAULT 0,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  updated TEXT NOT NULL,
  CHECK ((status = 'ok') = (error IS NULL)),
  CHECK (status = 'ok' OR paper_id IS NULL)
) WITHOUT ROWID;
CREATE INDEX files_paper ON files (paper_id);

-- What failed in which run; it stays when the file is read well later.
CREATE TABLE run_failures (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  uri TEXT NOT NULL,
  status TEXT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (run_id, uri)
) WITHOUT ROWID;

CREATE TABLE blocks (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  section TEXT NOT NULL DEFAULT '',
  page INTEGER,
  text TEXT NOT NULL,
  PRIMARY KEY (paper_id, id)
);

-- Polymorphs that papers tell apart are compounds of their own: "C-diamond", "Li7La3Zr2O12-cubic".
CREATE TABLE compounds (
  id TEXT PRIMARY KEY,
  reduced_formula TEXT NOT NULL,
  chemical_formula_hill TEXT,
  elements TEXT NOT NULL,
  nelements INTEGER NOT NULL,
  phase TEXT,
  names TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX compounds_formula ON compounds (reduced_formula);

-- A compound's name in another database; score 1 for the same composition, less for one near it.
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

-- Which database was asked for which compound, so that none is asked twice.
CREATE TABLE compound_lookups (
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  database TEXT NOT NULL,
  asked TEXT NOT NULL,
  found INTEGER NOT NULL,
  PRIMARY KEY (compound_id, database)
);

CREATE TABLE compound_links (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  mention TEXT NOT NULL,
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  method TEXT NOT NULL,
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
  PRIMARY KEY (paper_id, mention, compound_id)
);
CREATE INDEX compound_links_compound ON compound_links (compound_id);

-- One made material of one paper; `name` tells a paper's samples apart. What is cited or simulated has none.
CREATE TABLE samples (
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
CREATE INDEX samples_paper ON samples (paper_id);
CREATE INDEX samples_compound ON samples (compound_id);

-- One operation of a paper's route, in the order told, with the words that tell it.
CREATE TABLE processing_steps (
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
CREATE INDEX processing_steps_paper ON processing_steps (paper_id);
CREATE INDEX processing_steps_operation ON processing_steps (operation);

CREATE TABLE step_samples (
  step_id TEXT NOT NULL REFERENCES processing_steps (id) ON DELETE CASCADE,
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  PRIMARY KEY (step_id, sample_id)
) WITHOUT ROWID;
CREATE INDEX step_samples_sample ON step_samples (sample_id);

CREATE TABLE interfaces (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  side_a TEXT NOT NULL,
  side_b TEXT NOT NULL,
  compound_a TEXT REFERENCES compounds (id),
  compound_b TEXT REFERENCES compounds (id),
  interlayer TEXT
);
CREATE INDEX interfaces_paper ON interfaces (paper_id);
CREATE INDEX interfaces_compound_a ON interfaces (compound_a);
CREATE INDEX interfaces_compound_b ON interfaces (compound_b);

-- A measurement names its first evidence, so that none can be stored without.
CREATE TABLE measurements (
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
CREATE INDEX measurements_paper ON measurements (paper_id, property);
CREATE INDEX measurements_property ON measurements (property, confidence);
CREATE INDEX measurements_evidence ON measurements (evidence_id);
CREATE INDEX measurements_interface ON measurements (interface_id);
CREATE INDEX measurements_value ON measurements (property, value);
CREATE INDEX measurements_formula ON measurements (formula, property);
CREATE INDEX measurements_confidence ON measurements (confidence);
CREATE INDEX measurements_compound ON measurements (compound_id, property, value);
CREATE INDEX measurements_cited ON measurements (compound_id, property, value) WHERE cited;

CREATE TABLE sample_measurements (
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  PRIMARY KEY (sample_id, measurement_id)
) WITHOUT ROWID;
CREATE INDEX sample_measurements_measurement ON sample_measurements (measurement_id);

-- How a measurement stands to another: it cites it, repeats it (the same paper read from two files) or contradicts it.
CREATE TABLE measurement_relations (
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  related_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  relation TEXT NOT NULL CHECK (relation IN ('cites', 'repeats', 'contradicts')),
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  reason TEXT NOT NULL,
  PRIMARY KEY (measurement_id, related_id, relation)
) WITHOUT ROWID;
CREATE INDEX measurement_relations_related ON measurement_relations (related_id);

-- `number` keeps the full-text index true when the file is vacuumed.
CREATE TABLE evidence (
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

-- What was extracted, of measurements that a person corrected: `measurements` has what holds now.
CREATE TABLE extracted_values (
  measurement_id TEXT PRIMARY KEY REFERENCES measurements (id) ON DELETE CASCADE,
  said TEXT NOT NULL
);

-- Decisions are only ever added. They outlive the measurement, which may be extracted anew; `before` is what was decided on.
CREATE TABLE reviews (
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
CREATE INDEX reviews_measurement ON reviews (measurement_id);
CREATE INDEX reviews_paper ON reviews (paper_id);
CREATE UNIQUE INDEX reviews_undoes ON reviews (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;

-- What each order of a review sorts by; written with the paper. `people` decided the record; `place` is its place in the paper.
CREATE TABLE review_queue (
  measurement_id TEXT PRIMARY KEY REFERENCES measurements (id) ON DELETE CASCADE,
  paper_id TEXT NOT NULL,
  property TEXT NOT NULL,
  people INTEGER NOT NULL,
  decides INTEGER NOT NULL,
  confidence REAL NOT NULL,
  certainty REAL NOT NULL,
  useful REAL NOT NULL,
  place INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX review_queue_useful ON review_queue (useful, measurement_id, people, property);
CREATE INDEX review_queue_confidence ON review_queue (confidence, measurement_id, people, property);
CREATE INDEX review_queue_certainty ON review_queue (certainty, measurement_id, people, property);
CREATE INDEX review_queue_paper ON review_queue (paper_id, place, measurement_id, people, property);
CREATE TRIGGER reviews_counted AFTER INSERT ON reviews BEGIN
  UPDATE review_queue SET people = (
    SELECT count(DISTINCT o.reviewer) FROM reviews o
    WHERE o.measurement_id = new.measurement_id AND o.decision IN ('accept', 'edit', 'reject') AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id))
  WHERE measurement_id = new.measurement_id;
END;
CREATE TRIGGER measurements_renamed AFTER UPDATE OF property ON measurements BEGIN
  UPDATE review_queue SET property = new.property WHERE measurement_id = new.id;
END;

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

-- Decisions of people on what a name in a paper means; only ever added. No compound: none is meant. `after_review` is the last review before it.
CREATE TABLE link_decisions (
  id INTEGER PRIMARY KEY,
  paper_id TEXT NOT NULL,
  mention TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('link', 'undo')),
  compound_id TEXT,
  reviewer TEXT NOT NULL,
  decided TEXT NOT NULL,
  before TEXT,
  reason TEXT NOT NULL DEFAULT '',
  after_review INTEGER NOT NULL,
  undoes INTEGER REFERENCES link_decisions (id),
  CHECK ((decision = 'undo') = (undoes IS NOT NULL))
);
CREATE INDEX link_decisions_mention ON link_decisions (paper_id, mention);
CREATE UNIQUE INDEX link_decisions_undoes ON link_decisions (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER link_decisions_no_update BEFORE UPDATE ON link_decisions BEGIN SELECT RAISE(ABORT, 'link decisions are append-only'); END;
CREATE TRIGGER link_decisions_no_delete BEFORE DELETE ON link_decisions BEGIN SELECT RAISE(ABORT, 'link decisions are append-only'); END;

-- What rules linked where a person's decision holds now: the compound of a row of `place` (or whether a link was chosen).
CREATE TABLE extracted_links (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  row_id TEXT NOT NULL,
  said TEXT,
  PRIMARY KEY (paper_id, place, row_id)
) WITHOUT ROWID;
