-- The common questions as views. They hold no data: every migration drops them and makes them anew.

-- The decision that holds for a measurement: the last one that was not taken back.
CREATE VIEW decision_view AS
SELECT r.* FROM reviews r
WHERE r.id = (SELECT max(o.id) FROM reviews o WHERE o.measurement_id = r.measurement_id AND o.decision IN ('accept', 'edit', 'reject')
              AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id));

-- Everything about a measurement in one row, with the state of its review.
CREATE VIEW measurement_view AS
SELECT m.*, i.side_a, i.side_b, i.interlayer, p.doi, p.title, p.file, p.year,
       e.text AS evidence, e.block, e."start", e."end", e.value_start, e.value_end, e.page, e.rule, e.repairs,
       COALESCE(d.decision, 'pending') AS state, d.reviewer
FROM measurements m
JOIN papers p ON p.id = m.paper_id
JOIN evidence e ON e.id = m.evidence_id
LEFT JOIN interfaces i ON i.id = m.interface_id
LEFT JOIN decision_view d ON d.measurement_id = m.id;

-- Conductivities and activation energies, with the unit that people of the field read.
CREATE VIEW conductivity_view AS
SELECT id, property, material, formula, compound_id, label, value, low, high, comparator,
       CASE property WHEN 'activation_energy' THEN NULL ELSE CAST(printf('%.12g', value / 100) AS REAL) END AS value_s_per_cm,
       CASE property WHEN 'activation_energy' THEN CAST(printf('%.12g', value / 1.602176634e-19) AS REAL) END AS value_ev,
       temperature, json_extract(conditions, '$.temperature_assumed') AS temperature_assumed, method, cited, simulated, confidence, state,
       raw, evidence, doi, title, year, paper_id, page
FROM measurement_view
WHERE property IN ('ionic_conductivity', 'grain_conductivity', 'grain_boundary_conductivity', 'activation_energy');

-- Thermal resistance of interfaces, film (or upper) side first; conductance is its reciprocal.
CREATE VIEW interface_view AS
SELECT m.id, i.side_a, i.side_b, i.compound_a, i.compound_b, i.interlayer, m.value, m.low, m.high, m.comparator,
       CAST(printf('%.12g', m.value * 1e9) AS REAL) AS value_m2k_per_gw, CASE WHEN m.value > 0 THEN CAST(printf('%.12g', 1e-6 / m.value) AS REAL) END AS conductance_mw_per_m2k,
       m.temperature, m.method, m.cited, m.simulated, m.confidence, m.state, m.raw, m.evidence, m.doi, m.title, m.year, m.paper_id, m.page
FROM measurement_view m
JOIN interfaces i ON i.id = m.interface_id
WHERE m.property = 'interfacial_thermal_resistance';

-- Steps that make the dense body, one row a step and sample.
CREATE VIEW sintering_view AS
SELECT t.id, s.id AS sample_id, s.material, s.formula, s.compound_id, s.label, t.operation, t.method, t.temperature, round(t.temperature - 273.15, 6) AS temperature_degc,
       t.duration, t.duration / 3600 AS duration_h, t.atmosphere, t.pressure, t.pressure / 1e6 AS pressure_mpa, t.heating_rate,
       t.text AS evidence, p.doi, p.title, p.year, t.paper_id
FROM processing_steps t
JOIN papers p ON p.id = t.paper_id
JOIN step_samples x ON x.step_id = t.id
JOIN samples s ON s.id = x.sample_id
WHERE t.operation IN ('sintering', 'hot pressing');

-- A sample's measurements that nobody rejected. (A CROSS JOIN keeps the order: a sample has few measurements, a property many.)
CREATE VIEW sample_measurement_view AS
SELECT x.sample_id, m.*
FROM sample_measurements x
CROSS JOIN measurements m ON m.id = x.measurement_id
WHERE NOT EXISTS (SELECT 1 FROM decision_view d WHERE d.measurement_id = m.id AND d.decision = 'reject');

-- One row a sample: composition, route, density, grain size and conductivities. Of several values of one property the
-- one nearest to room temperature stands here, of those the surest; sintering is the last step of the route that is one.
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

-- Links that nobody should take on trust: none was sure enough to be chosen, and no person decided. (A host is sure; its composition is open.)
CREATE VIEW uncertain_links AS
SELECT l.paper_id, l.mention, l.compound_id, l.method, l.score, p.doi, p.title
FROM compound_links l
JOIN papers p ON p.id = l.paper_id
WHERE l.method != 'host' AND NOT EXISTS (SELECT 1 FROM compound_links c WHERE c.paper_id = l.paper_id AND c.mention = l.mention AND c.chosen)
  AND NOT EXISTS (SELECT 1 FROM link_decisions d WHERE d.paper_id = l.paper_id AND d.mention = l.mention AND d.decision = 'link'
                  AND NOT EXISTS (SELECT 1 FROM link_decisions u WHERE u.undoes = d.id));
