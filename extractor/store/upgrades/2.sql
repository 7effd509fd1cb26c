-- A paper may have taken too long to read.
CREATE TABLE papers_new (
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
INSERT INTO papers_new SELECT id, doi, title, authors, journal, year, licence, file, sha256, reader, status, error, version, run_id, ingested FROM papers;
DROP TABLE papers;
ALTER TABLE papers_new RENAME TO papers;
CREATE INDEX papers_sha256 ON papers (sha256);
