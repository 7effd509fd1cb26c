-- The store, version 2. SI units; times are ISO 8601 in UTC; JSON where a column holds a list.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT,
  version TEXT NOT NULL,
  configuration TEXT NOT NULL,
  papers INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0
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

CREATE TABLE compounds (
  id TEXT PRIMARY KEY,
  reduced_formula TEXT NOT NULL,
  elements TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '[]',
  external_ids TEXT NOT NULL DEFAULT '{}'
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

-- Ids of a compound in other databases; score 1: the same reduced formula and no other polymorph.
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

-- What was asked of which database, also where nothing was found.
CREATE TABLE compound_lookups (
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  database TEXT NOT NULL,
  asked TEXT NOT NULL,
  found INTEGER NOT NULL,
  PRIMARY KEY (compound_id, database)
);

CREATE TABLE samples (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  label TEXT,
  material TEXT NOT NULL,
  formula TEXT,
  compound_id TEXT REFERENCES compounds (id)
);
CREATE INDEX samples_paper ON samples (paper_id);

CREATE TABLE processing_steps (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  operation TEXT NOT NULL,
  temperature REAL,
  duration REAL,
  atmosphere TEXT,
  pressure REAL
);

CREATE TABLE interfaces (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  side_a TEXT NOT NULL,
  side_b TEXT NOT NULL,
  compound_a TEXT REFERENCES compounds (id),
  compound_b TEXT REFERENCES compounds (id),
  interlayer TEXT
);

-- A measurement names its first evidence, so that none can be stored without.
CREATE TABLE measurements (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  sample_id TEXT REFERENCES samples (id) ON DELETE CASCADE,
  interface_id TEXT REFERENCES interfaces (id) ON DELETE CASCADE,
  property TEXT NOT NULL,
  value REAL,
  word TEXT,
  low REAL,
  high REAL,
  uncertainty REAL,
  comparator TEXT NOT NULL DEFAULT '=' CHECK (comparator IN ('=', '~', '<', '>', '<=', '>=')),
  unit TEXT,
  raw TEXT NOT NULL,
  temperature REAL,
  conditions TEXT NOT NULL DEFAULT '{}',
  method TEXT,
  cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  flags TEXT NOT NULL DEFAULT '[]',
  evidence_id TEXT NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (value IS NOT NULL OR word IS NOT NULL OR low IS NOT NULL OR high IS NOT NULL)
);
CREATE INDEX measurements_paper ON measurements (paper_id);
CREATE INDEX measurements_property ON measurements (property, confidence);

CREATE TABLE evidence (
  id TEXT PRIMARY KEY,
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

-- Decisions are only ever added. They outlive the measurement, which may be extracted anew.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  measurement_id TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('accept', 'edit', 'reject', 'skip')),
  reviewer TEXT NOT NULL,
  decided TEXT NOT NULL,
  before TEXT NOT NULL DEFAULT '{}',
  after TEXT NOT NULL DEFAULT '{}',
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX reviews_measurement ON reviews (measurement_id);
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;

-- Everything about a measurement in one row, with the state of its review.
CREATE VIEW measurement_view AS
SELECT m.*, s.label AS sample, COALESCE(s.material, i.side_a || '/' || i.side_b) AS material, s.formula AS formula,
       s.compound_id AS compound_id, i.side_a, i.side_b, p.doi, p.title, p.file, p.year,
       e.text AS evidence, e.block, e."start", e."end", e.value_start, e.value_end, e.page, e.rule, e.repairs,
       COALESCE((SELECT r.decision FROM reviews r WHERE r.measurement_id = m.id AND r.decision != 'skip'
                 ORDER BY r.id DESC LIMIT 1), 'pending') AS state
FROM measurements m
JOIN papers p ON p.id = m.paper_id
JOIN evidence e ON e.id = m.evidence_id
LEFT JOIN samples s ON s.id = m.sample_id
LEFT JOIN interfaces i ON i.id = m.interface_id;
