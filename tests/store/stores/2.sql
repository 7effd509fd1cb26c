PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
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
INSERT INTO "blocks" VALUES('paper','p0',0,'title','',NULL,'A garnet');
INSERT INTO "blocks" VALUES('paper','p1',1,'paragraph','',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.');
INSERT INTO "blocks" VALUES('paper','p2',2,'paragraph','',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.');
INSERT INTO "blocks" VALUES('other','p0',0,'title','',NULL,'A contact');
INSERT INTO "blocks" VALUES('other','p1',1,'paragraph','',NULL,'Smith et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 for Li7La3Zr2O12 [12].');
INSERT INTO "blocks" VALUES('other','p2',2,'paragraph','',NULL,'The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1 at 300 K.');
CREATE TABLE compound_links (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  mention TEXT NOT NULL,
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  method TEXT NOT NULL,
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
  PRIMARY KEY (paper_id, mention, compound_id)
);
INSERT INTO "compound_links" VALUES('paper','Li7La3Zr2O12','Li7La3Zr2O12','formula',1.0,1);
INSERT INTO "compound_links" VALUES('other','Li7La3Zr2O12','Li7La3Zr2O12','formula',1.0,1);
INSERT INTO "compound_links" VALUES('other','Au','Au','formula',1.0,1);
INSERT INTO "compound_links" VALUES('other','MoS2','MoS2','formula',1.0,1);
CREATE TABLE compounds (
  id TEXT PRIMARY KEY,
  reduced_formula TEXT NOT NULL,
  elements TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '[]',
  external_ids TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO "compounds" VALUES('Li7La3Zr2O12','Li7La3Zr2O12','["La", "Li", "O", "Zr"]','[]','{}');
INSERT INTO "compounds" VALUES('Au','Au','["Au"]','[]','{}');
INSERT INTO "compounds" VALUES('MoS2','MoS2','["Mo", "S"]','[]','{}');
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
INSERT INTO "evidence" VALUES('7904757c0b8b67ab','ca1598d8051e922c','paper','p1',0,132,43,60,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('13cd909185f83753','5de392f155d65b57','paper','p1',0,132,95,98,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('76f812957eabdf8a','73b5f242cf048250','paper','p1',0,132,116,131,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('04ad9f7a402b8ad1','2ecd8d470d1d70a8','paper','p2',0,62,38,45,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('282deae850e200a9','f6f297bf1f62f90e','paper','p2',0,62,50,54,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('58b18e8b53ccea25','8a51cbd2e9aad1dd','paper','p2',0,62,55,61,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES('0d9d885661ce2569','5a0804a4b1d1cd5f','other','p1',0,87,47,64,NULL,'[]',NULL,'Smith et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 for Li7La3Zr2O12 [12].','cue+sentence','[]');
INSERT INTO "evidence" VALUES('dbdf4c2ab27f0f8e','751366c6ad6d454a','other','p2',0,75,48,65,NULL,'[]',NULL,'The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1 at 300 K.','cue+sentence','[]');
CREATE TABLE interfaces (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  side_a TEXT NOT NULL,
  side_b TEXT NOT NULL,
  compound_a TEXT REFERENCES compounds (id),
  compound_b TEXT REFERENCES compounds (id),
  interlayer TEXT
);
INSERT INTO "interfaces" VALUES('254e0968ce70bbe1','other','Au','MoS2','Au','MoS2',NULL);
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
INSERT INTO "measurements" VALUES('ca1598d8051e922c','paper','db23fcbcba34ba8e',NULL,'ionic_conductivity',0.032,NULL,NULL,NULL,NULL,'=','S/m','3.2 × 10−4 S cm−1',298.15,'{"samples": ["s1"]}',NULL,0,0,0.96,'[]','7904757c0b8b67ab');
INSERT INTO "measurements" VALUES('5de392f155d65b57','paper','1905f51ff5589952',NULL,'relative_density',0.95,NULL,NULL,NULL,NULL,'=','1','95 %',NULL,'{"samples": ["s2"]}',NULL,0,0,0.868,'[]','13cd909185f83753');
INSERT INTO "measurements" VALUES('73b5f242cf048250','paper','1905f51ff5589952',NULL,'ionic_conductivity',0.05,NULL,NULL,NULL,NULL,'=','S/m','5 × 10−4 S cm−1',298.15,'{"samples": ["s2"]}',NULL,0,0,0.853,'[]','76f812957eabdf8a');
INSERT INTO "measurements" VALUES('2ecd8d470d1d70a8','paper','db23fcbcba34ba8e',NULL,'sintering_temperature',1503.15,NULL,NULL,NULL,NULL,'=','K','1230 °C',NULL,'{"samples": ["s1"]}',NULL,0,0,0.955,'[]','04ad9f7a402b8ad1');
INSERT INTO "measurements" VALUES('f6f297bf1f62f90e','paper','db23fcbcba34ba8e',NULL,'sintering_time',129600.0,NULL,NULL,NULL,NULL,'=','s','36 h',NULL,'{"samples": ["s1"]}',NULL,0,0,0.969,'[]','282deae850e200a9');
INSERT INTO "measurements" VALUES('8a51cbd2e9aad1dd','paper','db23fcbcba34ba8e',NULL,'sintering_atmosphere',NULL,'air',NULL,NULL,NULL,'=',NULL,'in air',NULL,'{"samples": ["s1"]}',NULL,0,0,0.941,'[]','58b18e8b53ccea25');
INSERT INTO "measurements" VALUES('5a0804a4b1d1cd5f','other','6a9be41203a8ac8d',NULL,'ionic_conductivity',0.032,NULL,NULL,NULL,NULL,'=','S/m','3.2 × 10−4 S cm−1',NULL,'{}',NULL,1,0,0.787,'[]','0d9d885661ce2569');
INSERT INTO "measurements" VALUES('751366c6ad6d454a','other',NULL,'254e0968ce70bbe1','interfacial_thermal_resistance',NULL,NULL,1.0e-08,2.0e-08,NULL,'=','m^2*K/W','50–100 MW m−2 K−1',300.0,'{}',NULL,0,0,0.965,'[]','dbdf4c2ab27f0f8e');
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
INSERT INTO "papers" VALUES('paper',NULL,NULL,NULL,NULL,NULL,NULL,'paper.txt','0000000000000000000000000000000000000000000000000000000000000000','text','ok',NULL,'0.1.0',1,'2026-11-28T08:23:22+00:00');
INSERT INTO "papers" VALUES('other',NULL,NULL,NULL,NULL,NULL,NULL,'other.txt','1111111111111111111111111111111111111111111111111111111111111111','text','ok',NULL,'0.1.0',1,'2026-11-28T08:23:22+00:00');
INSERT INTO "papers" VALUES('torn.pdf-abababab',NULL,NULL,NULL,NULL,NULL,NULL,'torn.pdf','abababababababababababababababababababababababababababababababab',NULL,'corrupt','torn.pdf: the PDF is damaged','0.1.0',1,'2026-11-28T08:23:22+00:00');
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
INSERT INTO "processing_steps" VALUES('a98d59d6fc570d88','paper','db23fcbcba34ba8e',1,'sintering',1503.15,129600.0,'air',NULL);
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
INSERT INTO "reviews" VALUES(1,'5a0804a4b1d1cd5f','accept','ann','2026-11-01T10:00:00+00:00','{}','{}','');
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
INSERT INTO "runs" VALUES(1,'2026-11-28T08:23:21+00:00','2026-11-28T08:23:22+00:00','0.1.0','{"force": false}',2,8,1);
CREATE TABLE samples (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  label TEXT,
  material TEXT NOT NULL,
  formula TEXT,
  compound_id TEXT REFERENCES compounds (id)
);
INSERT INTO "samples" VALUES('db23fcbcba34ba8e','paper',NULL,'Li7La3Zr2O12','Li7La3Zr2O12','Li7La3Zr2O12');
INSERT INTO "samples" VALUES('1905f51ff5589952','paper','LLZO-2','LLZO-2',NULL,NULL);
INSERT INTO "samples" VALUES('6a9be41203a8ac8d','other',NULL,'Li7La3Zr2O12','Li7La3Zr2O12','Li7La3Zr2O12');
CREATE INDEX papers_sha256 ON papers (sha256);
CREATE INDEX samples_paper ON samples (paper_id);
CREATE INDEX measurements_paper ON measurements (paper_id);
CREATE INDEX measurements_property ON measurements (property, confidence);
CREATE INDEX evidence_measurement ON evidence (measurement_id);
CREATE INDEX reviews_measurement ON reviews (measurement_id);
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
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
COMMIT;
PRAGMA user_version = 2;
