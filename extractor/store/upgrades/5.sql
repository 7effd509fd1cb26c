-- Runs know what they were made of and how they went; files are known one by one.
CREATE TABLE runs_new (
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
INSERT INTO runs_new (id, started, finished, version, configuration, papers, records, errors, models)
SELECT id, started, finished, version, configuration, papers, records, errors, models FROM runs;
DROP TABLE runs;
ALTER TABLE runs_new RENAME TO runs;
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
