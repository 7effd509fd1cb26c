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
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','LiIonDatabase','17','Li7La3Zr2O12',NULL,1.0,'registry: 10.1002/anie.200701144','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','LiIonDatabase','24','Li7La3Zr2O12',NULL,1.0,'registry: 10.1016/j.jssc.2009.05.020','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','LiIonDatabase','775','Li7La3Zr2O12',NULL,1.0,'registry: 10.1016/j.jssc.2009.05.020','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','LiIonDatabase','867','Li7La3Zr2O12',NULL,1.0,'registry: 10.1016/j.jpowsour.2012.02.031','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','ICSD','261302','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX etz','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','Laskowski reference','205','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX 3qz','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','Laskowski reference','221','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX etz','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','Laskowski reference','232','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX 9p1','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','LiIonDatabase','10','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX 2mn','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX','2mn','Li7La3Zr2O12','Ia-3d',0.95,'registry: 10.1002/anie.200701144','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX','3qz','Li7La3Zr2O12','Ia-3d',0.95,'registry: 10.1039/c2jm31413d','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX','9p1','Li7La3Zr2O12','Ia-3d',0.95,'registry: 10.1016/j.ssi.2010.12.010','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX','etz','Li7La3Zr2O12','Ia-3d',0.95,'registry: 10.1039/c1cp22108f','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','Laskowski reference','119','Li7La3Zr2O12',NULL,0.95,'registry: OBELiX wyu','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX','wyu','Li7La3Zr2O12','I41/acd',0.95,'registry: 10.1016/j.jssc.2009.05.020','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('Li7La3Zr2O12','OBELiX CIF','wyu','Li7La3Zr2O12','I41/acd',0.95,'registry: 10.1016/j.jssc.2009.05.020','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('MoS2','CAS','1317-33-5','MoS2',NULL,1.0,'registry: PubChem','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('MoS2','InChIKey','CWQXQMHSOZUFJS-UHFFFAOYSA-N','MoS2',NULL,1.0,'registry: PubChem','2026-11-28T14:11:11+00:00');
INSERT INTO "compound_identifiers" VALUES('MoS2','PubChem CID','14823','MoS2',NULL,1.0,'registry: PubChem','2026-11-28T14:11:11+00:00');
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
INSERT INTO "compound_links" VALUES('paper','LLZO-2','Li7La3Zr2O12','host',0.6,0);
INSERT INTO "compound_links" VALUES('other','Li7La3Zr2O12','Li7La3Zr2O12','formula',1.0,1);
INSERT INTO "compound_links" VALUES('other','Au','Au','formula',1.0,1);
INSERT INTO "compound_links" VALUES('other','MoS2','MoS2','formula',1.0,1);
CREATE TABLE compound_lookups (
  compound_id TEXT NOT NULL REFERENCES compounds (id),
  database TEXT NOT NULL,
  asked TEXT NOT NULL,
  found INTEGER NOT NULL,
  PRIMARY KEY (compound_id, database)
);
CREATE TABLE compounds (
  id TEXT PRIMARY KEY,
  reduced_formula TEXT NOT NULL,
  chemical_formula_hill TEXT,
  elements TEXT NOT NULL,
  nelements INTEGER NOT NULL,
  phase TEXT,
  names TEXT NOT NULL DEFAULT '[]'
);
INSERT INTO "compounds" VALUES('Li7La3Zr2O12','Li7La3Zr2O12','La3Li7O12Zr2','["La", "Li", "O", "Zr"]',4,NULL,'[]');
INSERT INTO "compounds" VALUES('Au','Au','Au','["Au"]',1,NULL,'["gold"]');
INSERT INTO "compounds" VALUES('MoS2','MoS2','MoS2','["Mo", "S"]',2,NULL,'["molybdenite", "molybdenum disulfide", "molybdenum(iv) sulfide"]');
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
INSERT INTO "evidence" VALUES(1,'7904757c0b8b67ab','ca1598d8051e922c','paper','p1',0,132,43,60,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(2,'13cd909185f83753','5de392f155d65b57','paper','p1',0,132,95,98,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(3,'76f812957eabdf8a','73b5f242cf048250','paper','p1',0,132,116,131,NULL,'[]',NULL,'The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(4,'04ad9f7a402b8ad1','2ecd8d470d1d70a8','paper','p2',0,62,38,45,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(5,'282deae850e200a9','f6f297bf1f62f90e','paper','p2',0,62,50,54,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(6,'58b18e8b53ccea25','8a51cbd2e9aad1dd','paper','p2',0,62,55,61,NULL,'[]',NULL,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.','cue+sentence','[]');
INSERT INTO "evidence" VALUES(7,'0d9d885661ce2569','5a0804a4b1d1cd5f','other','p1',0,87,47,64,NULL,'[]',NULL,'Smith et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 for Li7La3Zr2O12 [12].','cue+sentence','[]');
INSERT INTO "evidence" VALUES(8,'dbdf4c2ab27f0f8e','751366c6ad6d454a','other','p2',0,75,48,65,NULL,'[]',NULL,'The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1 at 300 K.','cue+sentence','[]');
CREATE TABLE extracted_links (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  row_id TEXT NOT NULL,
  said TEXT,
  PRIMARY KEY (paper_id, place, row_id)
) WITHOUT ROWID;
INSERT INTO "extracted_links" VALUES('other','compound_links','["MoS2","MoS2"]','1');
INSERT INTO "extracted_links" VALUES('other','side_b','254e0968ce70bbe1','MoS2');
CREATE TABLE extracted_values (
  measurement_id TEXT PRIMARY KEY REFERENCES measurements (id) ON DELETE CASCADE,
  said TEXT NOT NULL
);
INSERT INTO "extracted_values" VALUES('751366c6ad6d454a','{"cited": 0, "comparator": "=", "compound_id": null, "formula": null, "high": 2e-08, "interface_id": "254e0968ce70bbe1", "interlayer": null, "label": null, "low": 1e-08, "material": "Au/MoS2", "method": null, "property": "interfacial_thermal_resistance", "side_a": "Au", "side_b": "MoS2", "simulated": 0, "temperature": 300.0, "uncertainty": null, "value": null, "word": null}');
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
INSERT INTO "link_decisions" VALUES(1,'other','Au','link',NULL,'bob','2026-11-28T14:11:11+00:00','Au','a film of an alloy',4,NULL);
INSERT INTO "link_decisions" VALUES(2,'other','Au','undo',NULL,'bob','2026-11-28T14:11:11+00:00',NULL,'',4,1);
INSERT INTO "link_decisions" VALUES(3,'other','MoS2','link','MoS2','bob','2026-11-28T14:11:11+00:00','MoS2','',4,NULL);
CREATE TABLE measurement_relations (
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  related_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  relation TEXT NOT NULL CHECK (relation IN ('cites', 'repeats', 'contradicts')),
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  reason TEXT NOT NULL,
  PRIMARY KEY (measurement_id, related_id, relation)
) WITHOUT ROWID;
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
INSERT INTO "measurements" VALUES('ca1598d8051e922c','paper',NULL,'ionic_conductivity','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'Li7La3Zr2O12',0.032,NULL,NULL,NULL,NULL,'=','S/m','3.2 × 10−4 S cm−1',298.15,'{"samples": ["s1"]}',NULL,0,0,0.967,'[]','7904757c0b8b67ab');
INSERT INTO "measurements" VALUES('5de392f155d65b57','paper',NULL,'relative_density','LLZO-2',NULL,'LLZO-2',NULL,0.95,NULL,NULL,NULL,NULL,'=','1','95 %',NULL,'{"samples": ["s2"]}',NULL,0,0,0.927,'[]','13cd909185f83753');
INSERT INTO "measurements" VALUES('73b5f242cf048250','paper',NULL,'ionic_conductivity','LLZO-2',NULL,'LLZO-2',NULL,0.05,NULL,NULL,NULL,NULL,'=','S/m','5 × 10−4 S cm−1',298.15,'{"samples": ["s2"]}',NULL,0,0,0.913,'[]','76f812957eabdf8a');
INSERT INTO "measurements" VALUES('2ecd8d470d1d70a8','paper',NULL,'sintering_temperature','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'Li7La3Zr2O12',1503.15,NULL,NULL,NULL,NULL,'=','K','1230 °C',NULL,'{"samples": ["s1"]}',NULL,0,0,0.973,'[]','04ad9f7a402b8ad1');
INSERT INTO "measurements" VALUES('f6f297bf1f62f90e','paper',NULL,'sintering_time','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'Li7La3Zr2O12',129600.0,NULL,NULL,NULL,NULL,'=','s','36 h',NULL,'{"samples": ["s1"]}',NULL,0,0,0.978,'[]','282deae850e200a9');
INSERT INTO "measurements" VALUES('8a51cbd2e9aad1dd','paper',NULL,'sintering_atmosphere','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'Li7La3Zr2O12',NULL,'air',NULL,NULL,NULL,'=',NULL,'in air',NULL,'{"samples": ["s1"]}',NULL,0,0,0.975,'[]','58b18e8b53ccea25');
INSERT INTO "measurements" VALUES('5a0804a4b1d1cd5f','other',NULL,'ionic_conductivity','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'Li7La3Zr2O12',0.032,NULL,NULL,NULL,NULL,'=','S/m','3.2 × 10−4 S cm−1',NULL,'{}',NULL,1,0,0.916,'[]','0d9d885661ce2569');
INSERT INTO "measurements" VALUES('751366c6ad6d454a','other','254e0968ce70bbe1','interfacial_thermal_resistance','Au/MoS2',NULL,NULL,NULL,NULL,NULL,1e-08,2e-08,NULL,'=','m^2*K/W','50–100 MW m−2 K−1',300.0,'{}','TDTR',0,0,0.97,'[]','dbdf4c2ab27f0f8e');
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
INSERT INTO "papers" VALUES('paper',NULL,NULL,NULL,NULL,NULL,NULL,'paper.txt','0000000000000000000000000000000000000000000000000000000000000000','text','ok',NULL,'0.1.0',1,'2026-11-28T14:11:11+00:00');
INSERT INTO "papers" VALUES('other',NULL,NULL,NULL,NULL,NULL,NULL,'other.txt','1111111111111111111111111111111111111111111111111111111111111111','text','ok',NULL,'0.1.0',1,'2026-11-28T14:11:11+00:00');
INSERT INTO "papers" VALUES('torn.pdf-abababab',NULL,NULL,NULL,NULL,NULL,NULL,'torn.pdf','abababababababababababababababababababababababababababababababab',NULL,'corrupt','torn.pdf: the PDF is damaged','0.1.0',1,'2026-11-28T14:11:11+00:00');
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
INSERT INTO "processing_steps" VALUES('dbe3e913616b14ec','paper',1,'sintering',NULL,'sintered','Li7La3Zr2O12',1503.15,129600.0,'air',NULL,NULL,'p2',0,62,'Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.');
CREATE TABLE review_claims (
  measurement_id TEXT PRIMARY KEY,
  reviewer TEXT NOT NULL,
  expires TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "review_claims" VALUES('f6f297bf1f62f90e','ann','2026-11-28T13:00:00+00:00');
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
INSERT INTO "review_queue" VALUES('2ecd8d470d1d70a8','paper','sintering_temperature',0,4,0.973,0.8949159999999999,4000001.413165775,4);
INSERT INTO "review_queue" VALUES('5a0804a4b1d1cd5f','other','ionic_conductivity',1,1,0.916,0.6922240000000002,3000001.4333176184,1);
INSERT INTO "review_queue" VALUES('5de392f155d65b57','paper','relative_density',0,2,0.927,0.7293160000000001,3000002.393488861,2);
INSERT INTO "review_queue" VALUES('73b5f242cf048250','paper','ionic_conductivity',0,2,0.913,0.6822760000000001,3000001.379442129,3);
INSERT INTO "review_queue" VALUES('751366c6ad6d454a','other','interfacial_thermal_resistance',1,1,0.97,0.8835999999999999,4000001.4725004723,2);
INSERT INTO "review_queue" VALUES('8a51cbd2e9aad1dd','paper','sintering_atmosphere',0,4,0.975,0.9024999999999999,4000002.418410042,6);
INSERT INTO "review_queue" VALUES('ca1598d8051e922c','paper','ionic_conductivity',0,4,0.967,0.8723559999999999,3000003.398314968,1);
INSERT INTO "review_queue" VALUES('f6f297bf1f62f90e','paper','sintering_time',0,4,0.978,0.913936,4000003.426574572,5);
CREATE TABLE review_settlements (
  decision_id INTEGER PRIMARY KEY REFERENCES reviews (id)
);
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
INSERT INTO "reviews" VALUES(1,'5a0804a4b1d1cd5f','other','accept','ann','2026-11-28T14:11:11+00:00','{"block": "p1", "cited": 1, "comparator": "=", "confidence": 0.916, "evidence": "Smith et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 for Li7La3Zr2O12 [12].", "formula": "Li7La3Zr2O12", "high": null, "interlayer": null, "label": null, "low": null, "material": "Li7La3Zr2O12", "method": null, "property": "ionic_conductivity", "raw": "3.2 × 10−4 S cm−1", "side_a": null, "side_b": null, "simulated": 0, "temperature": null, "uncertainty": null, "unit": "S/m", "value": 0.032, "value_end": 64, "value_start": 47, "word": null}','{}','',NULL,NULL);
INSERT INTO "reviews" VALUES(2,'751366c6ad6d454a','other','edit','bob','2026-11-28T14:11:11+00:00','{"block": "p2", "cited": 0, "comparator": "=", "confidence": 0.97, "evidence": "The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1 at 300 K.", "formula": null, "high": 2e-08, "interlayer": null, "label": null, "low": 1e-08, "material": "Au/MoS2", "method": null, "property": "interfacial_thermal_resistance", "raw": "50–100 MW m−2 K−1", "side_a": "Au", "side_b": "MoS2", "simulated": 0, "temperature": 300.0, "uncertainty": null, "unit": "m^2*K/W", "value": null, "value_end": 65, "value_start": 48, "word": null}','{"method": "TDTR"}','',NULL,NULL);
INSERT INTO "reviews" VALUES(3,'5de392f155d65b57','paper','reject','ann','2026-11-28T14:11:11+00:00','{"block": "p1", "cited": 0, "comparator": "=", "confidence": 0.927, "evidence": "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, and that of LLZO-2 with 95% relative density 5 × 10−4 S cm−1.", "formula": null, "high": null, "interlayer": null, "label": "LLZO-2", "low": null, "material": "LLZO-2", "method": null, "property": "relative_density", "raw": "95 %", "side_a": null, "side_b": null, "simulated": 0, "temperature": null, "uncertainty": null, "unit": "1", "value": 0.95, "value_end": 98, "value_start": 95, "word": null}','{}','',NULL,NULL);
INSERT INTO "reviews" VALUES(4,'5de392f155d65b57','paper','undo','ann','2026-11-28T14:11:11+00:00','{}','{}','',3,NULL);
CREATE TABLE runs (
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
INSERT INTO "runs" VALUES(1,'2026-11-28T14:11:11+00:00','2026-11-28T14:11:11+00:00','0.1.0','{"force": false}',2,8,1,'{"detector": "abababababababababababababababababababababababababababababababab"}');
CREATE TABLE sample_measurements (
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  measurement_id TEXT NOT NULL REFERENCES measurements (id) ON DELETE CASCADE,
  PRIMARY KEY (sample_id, measurement_id)
) WITHOUT ROWID;
INSERT INTO "sample_measurements" VALUES('593091f26d9fde65','2ecd8d470d1d70a8');
INSERT INTO "sample_measurements" VALUES('3c94037e64eb3bd5','5de392f155d65b57');
INSERT INTO "sample_measurements" VALUES('3c94037e64eb3bd5','73b5f242cf048250');
INSERT INTO "sample_measurements" VALUES('593091f26d9fde65','8a51cbd2e9aad1dd');
INSERT INTO "sample_measurements" VALUES('593091f26d9fde65','ca1598d8051e922c');
INSERT INTO "sample_measurements" VALUES('593091f26d9fde65','f6f297bf1f62f90e');
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
INSERT INTO "samples" VALUES('593091f26d9fde65','paper','s1',NULL,'Li7La3Zr2O12','Li7La3Zr2O12','Li7La3Zr2O12',NULL,'[]','[]',NULL);
INSERT INTO "samples" VALUES('3c94037e64eb3bd5','paper','s2','LLZO-2','LLZO-2',NULL,NULL,'Li7La3Zr2O12','[]','[]',NULL);
CREATE TABLE step_samples (
  step_id TEXT NOT NULL REFERENCES processing_steps (id) ON DELETE CASCADE,
  sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  PRIMARY KEY (step_id, sample_id)
) WITHOUT ROWID;
INSERT INTO "step_samples" VALUES('dbe3e913616b14ec','593091f26d9fde65');
CREATE VIRTUAL TABLE evidence_fts USING fts5 (text, content = 'evidence', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO evidence_fts (evidence_fts) VALUES ('rebuild');
CREATE INDEX compound_links_compound ON compound_links (compound_id);
CREATE INDEX compounds_formula ON compounds (reduced_formula);
CREATE INDEX evidence_measurement ON evidence (measurement_id);
CREATE INDEX evidence_paper ON evidence (paper_id, block);
CREATE INDEX interfaces_compound_a ON interfaces (compound_a);
CREATE INDEX interfaces_compound_b ON interfaces (compound_b);
CREATE INDEX interfaces_paper ON interfaces (paper_id);
CREATE INDEX link_decisions_mention ON link_decisions (paper_id, mention);
CREATE UNIQUE INDEX link_decisions_undoes ON link_decisions (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX measurement_relations_related ON measurement_relations (related_id);
CREATE INDEX measurements_cited ON measurements (compound_id, property, value) WHERE cited;
CREATE INDEX measurements_compound ON measurements (compound_id, property, value);
CREATE INDEX measurements_confidence ON measurements (confidence);
CREATE INDEX measurements_evidence ON measurements (evidence_id);
CREATE INDEX measurements_formula ON measurements (formula, property);
CREATE INDEX measurements_interface ON measurements (interface_id);
CREATE INDEX measurements_paper ON measurements (paper_id, property);
CREATE INDEX measurements_property ON measurements (property, confidence);
CREATE INDEX measurements_value ON measurements (property, value);
CREATE INDEX papers_doi ON papers (doi COLLATE NOCASE);
CREATE INDEX papers_sha256 ON papers (sha256);
CREATE INDEX processing_steps_operation ON processing_steps (operation);
CREATE INDEX processing_steps_paper ON processing_steps (paper_id);
CREATE INDEX review_queue_certainty ON review_queue (certainty, measurement_id, people, property);
CREATE INDEX review_queue_confidence ON review_queue (confidence, measurement_id, people, property);
CREATE INDEX review_queue_paper ON review_queue (paper_id, place, measurement_id, people, property);
CREATE INDEX review_queue_useful ON review_queue (useful, measurement_id, people, property);
CREATE INDEX reviews_measurement ON reviews (measurement_id);
CREATE INDEX reviews_paper ON reviews (paper_id);
CREATE UNIQUE INDEX reviews_undoes ON reviews (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX sample_measurements_measurement ON sample_measurements (measurement_id);
CREATE INDEX samples_compound ON samples (compound_id);
CREATE INDEX samples_paper ON samples (paper_id);
CREATE INDEX step_samples_sample ON step_samples (sample_id);
CREATE TRIGGER evidence_added AFTER INSERT ON evidence BEGIN
  INSERT INTO evidence_fts (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER evidence_changed AFTER UPDATE ON evidence BEGIN
  INSERT INTO evidence_fts (evidence_fts, rowid, text) VALUES ('delete', old.number, old.text);
  INSERT INTO evidence_fts (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER evidence_removed AFTER DELETE ON evidence BEGIN
  INSERT INTO evidence_fts (evidence_fts, rowid, text) VALUES ('delete', old.number, old.text);
END;
CREATE TRIGGER link_decisions_no_delete BEFORE DELETE ON link_decisions BEGIN SELECT RAISE(ABORT, 'link decisions are append-only'); END;
CREATE TRIGGER link_decisions_no_update BEFORE UPDATE ON link_decisions BEGIN SELECT RAISE(ABORT, 'link decisions are append-only'); END;
CREATE TRIGGER measurements_renamed AFTER UPDATE OF property ON measurements BEGIN
  UPDATE review_queue SET property = new.property WHERE measurement_id = new.id;
END;
CREATE TRIGGER reviews_counted AFTER INSERT ON reviews BEGIN
  UPDATE review_queue SET people = (
    SELECT count(DISTINCT o.reviewer) FROM reviews o
    WHERE o.measurement_id = new.measurement_id AND o.decision IN ('accept', 'edit', 'reject') AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id))
  WHERE measurement_id = new.measurement_id;
END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_release AFTER INSERT ON reviews BEGIN
  DELETE FROM review_claims WHERE measurement_id = new.measurement_id AND reviewer = new.reviewer;
END;
CREATE VIEW conductivity_view AS
SELECT id, property, material, formula, compound_id, label, value, low, high, comparator,
       CASE property WHEN 'activation_energy' THEN NULL ELSE CAST(printf('%.12g', value / 100) AS REAL) END AS value_s_per_cm,
       CASE property WHEN 'activation_energy' THEN CAST(printf('%.12g', value / 1.602176634e-19) AS REAL) END AS value_ev,
       temperature, json_extract(conditions, '$.temperature_assumed') AS temperature_assumed, method, cited, simulated, confidence, state,
       raw, evidence, doi, title, year, paper_id, page
FROM measurement_view
WHERE property IN ('ionic_conductivity', 'grain_conductivity', 'grain_boundary_conductivity', 'activation_energy');
CREATE VIEW decision_view AS
SELECT r.* FROM reviews r
WHERE r.id = (SELECT max(o.id) FROM reviews o WHERE o.measurement_id = r.measurement_id AND o.decision IN ('accept', 'edit', 'reject')
              AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id));
CREATE VIEW interface_view AS
SELECT m.id, i.side_a, i.side_b, i.compound_a, i.compound_b, i.interlayer, m.value, m.low, m.high, m.comparator,
       CAST(printf('%.12g', m.value * 1e9) AS REAL) AS value_m2k_per_gw, CASE WHEN m.value > 0 THEN CAST(printf('%.12g', 1e-6 / m.value) AS REAL) END AS conductance_mw_per_m2k,
       m.temperature, m.method, m.cited, m.simulated, m.confidence, m.state, m.raw, m.evidence, m.doi, m.title, m.year, m.paper_id, m.page
FROM measurement_view m
JOIN interfaces i ON i.id = m.interface_id
WHERE m.property = 'interfacial_thermal_resistance';
CREATE VIEW measurement_view AS
SELECT m.*, i.side_a, i.side_b, i.interlayer, p.doi, p.title, p.file, p.year,
       e.text AS evidence, e.block, e."start", e."end", e.value_start, e.value_end, e.page, e.rule, e.repairs,
       COALESCE(d.decision, 'pending') AS state, d.reviewer
FROM measurements m
JOIN papers p ON p.id = m.paper_id
JOIN evidence e ON e.id = m.evidence_id
LEFT JOIN interfaces i ON i.id = m.interface_id
LEFT JOIN decision_view d ON d.measurement_id = m.id;
CREATE VIEW sample_measurement_view AS
SELECT x.sample_id, m.*
FROM sample_measurements x
CROSS JOIN measurements m ON m.id = x.measurement_id
WHERE NOT EXISTS (SELECT 1 FROM decision_view d WHERE d.measurement_id = m.id AND d.decision = 'reject');
CREATE VIEW sample_view AS
SELECT s.id, s.name, s.label, s.material, s.formula, s.compound_id, s.host_id, s.dopants, s.additives, s.phase,
       (SELECT group_concat(step, ' → ') FROM (
          SELECT t.operation || CASE WHEN t.temperature THEN printf(' %g °C', round(t.temperature - 273.15)) ELSE '' END || CASE WHEN t.duration THEN printf(' %.3g h', t.duration / 3600) ELSE '' END || COALESCE(' ' || t.atmosphere, '') AS step
          FROM step_samples x JOIN processing_steps t ON t.id = x.step_id WHERE x.sample_id = s.id ORDER BY t.ordinal)) AS route,
       sintered.method AS sintering_method, sintered.temperature AS sintering_temperature, sintered.duration AS sintering_time,
       sintered.atmosphere AS sintering_atmosphere, sintered.pressure AS sintering_pressure,
       density.value AS relative_density, grain.value AS grain_size,
       total.value AS ionic_conductivity, total.temperature AS ionic_conductivity_temperature,
       bulk.value AS grain_conductivity, bulk.temperature AS grain_conductivity_temperature,
       boundary.value AS grain_boundary_conductivity, boundary.temperature AS grain_boundary_conductivity_temperature,
       activation.value AS activation_energy,
       (SELECT count(*) FROM sample_measurements x WHERE x.sample_id = s.id) AS measurements, p.doi, p.title, p.year, s.paper_id
FROM samples s
JOIN papers p ON p.id = s.paper_id
LEFT JOIN processing_steps sintered ON sintered.id = (
  SELECT t.id FROM step_samples x JOIN processing_steps t ON t.id = x.step_id
  WHERE x.sample_id = s.id AND t.operation IN ('sintering', 'hot pressing') ORDER BY t.temperature IS NULL, t.ordinal DESC LIMIT 1)
LEFT JOIN measurements density ON density.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'relative_density' ORDER BY confidence DESC LIMIT 1)
LEFT JOIN measurements grain ON grain.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'grain_size' ORDER BY confidence DESC LIMIT 1)
LEFT JOIN measurements total ON total.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'ionic_conductivity' ORDER BY abs(temperature - 298.15) IS NULL, abs(temperature - 298.15), confidence DESC LIMIT 1)
LEFT JOIN measurements bulk ON bulk.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'grain_conductivity' ORDER BY abs(temperature - 298.15) IS NULL, abs(temperature - 298.15), confidence DESC LIMIT 1)
LEFT JOIN measurements boundary ON boundary.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'grain_boundary_conductivity' ORDER BY abs(temperature - 298.15) IS NULL, abs(temperature - 298.15), confidence DESC LIMIT 1)
LEFT JOIN measurements activation ON activation.id = (
  SELECT id FROM sample_measurement_view WHERE sample_id = s.id AND property = 'activation_energy' ORDER BY confidence DESC LIMIT 1);
CREATE VIEW sintering_view AS
SELECT t.id, s.id AS sample_id, s.material, s.formula, s.compound_id, s.label, t.operation, t.method, t.temperature, round(t.temperature - 273.15, 6) AS temperature_degc,
       t.duration, t.duration / 3600 AS duration_h, t.atmosphere, t.pressure, t.pressure / 1e6 AS pressure_mpa, t.heating_rate,
       t.text AS evidence, p.doi, p.title, p.year, t.paper_id
FROM processing_steps t
JOIN papers p ON p.id = t.paper_id
JOIN step_samples x ON x.step_id = t.id
JOIN samples s ON s.id = x.sample_id
WHERE t.operation IN ('sintering', 'hot pressing');
CREATE VIEW uncertain_links AS
SELECT l.paper_id, l.mention, l.compound_id, l.method, l.score, p.doi, p.title
FROM compound_links l
JOIN papers p ON p.id = l.paper_id
WHERE l.method != 'host' AND NOT EXISTS (SELECT 1 FROM compound_links c WHERE c.paper_id = l.paper_id AND c.mention = l.mention AND c.chosen)
  AND NOT EXISTS (SELECT 1 FROM link_decisions d WHERE d.paper_id = l.paper_id AND d.mention = l.mention AND d.decision = 'link'
                  AND NOT EXISTS (SELECT 1 FROM link_decisions u WHERE u.undoes = d.id));
COMMIT;
PRAGMA user_version = 4;
