-- Keys instead of ranks in the queue (Python fills it, paper by paper); decisions on links.
DROP TABLE review_queue;
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
