CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    bucket_size INTEGER NOT NULL,
    lateness INTEGER NOT NULL,
    top INTEGER NOT NULL,
    first_time INTEGER,
    last_time INTEGER,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    format TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
  , max_jump INTEGER NOT NULL DEFAULT 3600, idle_log INTEGER NOT NULL DEFAULT 600, outliers INTEGER NOT NULL DEFAULT 0, watermark INTEGER, left_out INTEGER NOT NULL DEFAULT 0, zone TEXT, dimensions TEXT, excluded INTEGER NOT NULL DEFAULT 0, filters TEXT, anonymize TEXT, keep_query INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE checkpoint (source_id INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT;

CREATE TABLE input (
    source_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    inode REAL,
    device REAL,
    offset INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    head TEXT NOT NULL,
    tail TEXT NOT NULL,
    path TEXT NOT NULL, crc INTEGER NOT NULL DEFAULT -1, directives TEXT,
    PRIMARY KEY (source_id, id)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    dimension INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (dimension, value)
  ) STRICT;

CREATE TABLE bucket (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    hosts INTEGER NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX bucket_open ON bucket (source_id, start) WHERE open = 1;

CREATE TABLE section_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE host_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE status_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE second (
    source_id INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, time)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    peak_at INTEGER NOT NULL,
    resolved_at INTEGER,
    window INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    value REAL NOT NULL,
    peak_value REAL NOT NULL,
    threshold REAL NOT NULL,
    rule TEXT NOT NULL, superseded INTEGER NOT NULL DEFAULT 0, metric TEXT NOT NULL DEFAULT 'rate', severity TEXT NOT NULL DEFAULT 'page', threshold_text TEXT NOT NULL DEFAULT '', explanation TEXT, detail TEXT, rule_text TEXT,
    UNIQUE (source_id, fired_at, rule)
  ) STRICT;

CREATE INDEX alert_time ON alert (fired_at);

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    bytes INTEGER NOT NULL,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    status TEXT NOT NULL,
    version TEXT NOT NULL,
    files TEXT NOT NULL,
    options TEXT NOT NULL,
    message TEXT
  , outliers INTEGER NOT NULL DEFAULT 0, left_out INTEGER NOT NULL DEFAULT 0, excluded INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    reason TEXT NOT NULL,
    file TEXT NOT NULL,
    sample TEXT NOT NULL
  ) STRICT;

CREATE INDEX reject_source ON reject (source_id);

CREATE TABLE reject_count (
    source_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source_id, reason)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    input_id INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    path TEXT NOT NULL
  ) STRICT;

CREATE INDEX gap_source ON gap (source_id);

CREATE TABLE run_input (
    run_id INTEGER NOT NULL,
    input_id INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    to_offset INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (run_id, input_id)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE pruned_sum (
    source_id INTEGER PRIMARY KEY,
    before INTEGER NOT NULL,
    buckets INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    rolled INTEGER NOT NULL
  ) STRICT;

CREATE TABLE rollup (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, start, size)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_section_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_status_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE undo_run (
    run_id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    later INTEGER,
    pruned INTEGER,
    kind TEXT NOT NULL,
    source TEXT,
    state BLOB
  , later_minute INTEGER, lacks_sums INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE undo_row (
    run_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    key INTEGER NOT NULL,
    image TEXT,
    PRIMARY KEY (run_id, part, key)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX run_running ON run (id) WHERE status = 'running';

CREATE TABLE known_log (
    source_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (source_id, name)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE error_pairs (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    status_hosts TEXT NOT NULL,
    status_sections TEXT NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE slo_minute (
    source_id INTEGER NOT NULL,
    slo TEXT NOT NULL,
    minute INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    PRIMARY KEY (source_id, slo, minute)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX slo_minute_time ON slo_minute (source_id, minute);

CREATE TABLE rule (
  source_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (source_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_entry (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    transition TEXT NOT NULL,
    notifier TEXT NOT NULL,
    rule TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (source_id, fired_at, rule, notifier, transition, created_at)
  ) STRICT;

CREATE TABLE delivery (
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    notifier TEXT NOT NULL,
    transition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at REAL NOT NULL,
    sent_at REAL,
    state TEXT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (source_id, fired_at, rule, notifier, transition, created_at)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE dimension (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    plural TEXT NOT NULL
  ) STRICT;

CREATE TABLE hours_since (
    source_id INTEGER NOT NULL,
    dimension_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (source_id, dimension_id)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE told_ahead (
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    PRIMARY KEY (source_id, fired_at, rule)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE visitor_hour (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    registers BLOB NOT NULL,
    PRIMARY KEY (source_id, start, size)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE slo_span (
    source_id INTEGER NOT NULL,
    slo TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    series TEXT NOT NULL,
    PRIMARY KEY (source_id, slo, since)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE error_pair_day (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    status_hosts TEXT NOT NULL,
    status_sections TEXT NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE section_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE section_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE host_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE host_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE status_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE status_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_method_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE method_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE method_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE route_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_route_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE route_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE route_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_path_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE path_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE path_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_referrer_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE referrer_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE referrer_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_referrer_site_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE referrer_site_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE referrer_site_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_agent_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE agent_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE agent_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_protocol_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE protocol_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE protocol_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_vhost_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE vhost_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE vhost_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE duration_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_duration_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE duration_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE duration_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_route_duration_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE route_duration_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE route_duration_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_not_found_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE not_found_hour (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE not_found_day (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID;

CREATE VIEW buckets AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  s.bucket_size AS size,
  r.hits AS hits,
  r.hits * 1.0 / s.bucket_size AS rate,
  r.bytes AS bytes,
  r.hits - r.failures AS successes,
  r.failures AS failures,
  (r.hits - r.failures) * 1.0 / r.hits AS availability,
  r.late AS late,
  r.hosts AS hosts,
  CASE r.open WHEN 1 THEN 'open' ELSE 'final' END AS state
FROM source AS s CROSS JOIN bucket AS r ON r.source_id = s.id;

CREATE VIEW bucket_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS section,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN section_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW bucket_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS host,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN host_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW bucket_statuses AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS status,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN status_cell AS r ON r.source_id = s.id;

CREATE VIEW bucket_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS route,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN route_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW bucket_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN duration_cell AS r ON r.source_id = s.id;

CREATE VIEW seconds AS SELECT
  s.name AS source,
  r.time AS time,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures,
  r.late AS late
FROM source AS s CROSS JOIN second AS r ON r.source_id = s.id;

CREATE VIEW alerts AS SELECT
  r.id AS id,
  s.name AS source,
  r.rule AS rule,
  r.fired_at AS fired_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.fired_at, 'unixepoch') AS fired_iso,
  r.value AS value,
  r.peak_value AS peak_value,
  r.peak_at AS peak_at,
  r.resolved_at AS resolved_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.resolved_at, 'unixepoch') AS resolved_iso,
  r.resolved_at - r.fired_at AS duration,
  r.threshold AS threshold,
  r.window AS window,
  r.provisional AS provisional,
  r.metric AS metric,
  r.severity AS severity,
  r.threshold_text AS threshold_text,
  r.superseded AS superseded,
  r.explanation AS explanation,
  r.detail AS detail,
  r.rule_text AS rule_text
FROM alert AS r JOIN source AS s ON s.id = r.source_id;

CREATE VIEW runs AS SELECT
  r.id AS id,
  s.name AS source,
  r.started_at AS started_at,
  r.ended_at AS ended_at,
  r.status AS status,
  r.files AS files,
  r.bytes AS bytes,
  r.read AS read,
  r.accepted AS accepted,
  r.rejected AS rejected,
  r.late AS late,
  r.options AS options,
  r.version AS version,
  r.message AS message,
  r.outliers AS outliers,
  r.left_out AS left_out,
  r.excluded AS excluded
FROM run AS r JOIN source AS s ON s.id = r.source_id;

CREATE VIEW rejects AS SELECT
  s.name AS source,
  r.run_id AS run,
  r.file AS file,
  r.line AS line,
  r.offset AS offset,
  r.reason AS reason,
  r.sample AS sample
FROM source AS s CROSS JOIN reject AS r ON r.source_id = s.id;

CREATE VIEW run_files AS SELECT
  s.name AS source,
  r.run_id AS run,
  r.path AS file,
  r.input_id AS generation,
  r.from_offset AS from_offset,
  r.to_offset AS to_offset
FROM run AS t JOIN source AS s ON s.id = t.source_id JOIN run_input AS r ON r.run_id = t.id;

CREATE VIEW gaps AS SELECT
  s.name AS source,
  r.run_id AS run,
  r.path AS file,
  r.input_id AS generation,
  r.offset AS offset
FROM source AS s CROSS JOIN gap AS r ON r.source_id = s.id;

CREATE VIEW sources AS SELECT
  s.name AS name,
  s.first_time AS first_time,
  s.last_time AS last_time,
  s.accepted AS hits,
  s.bucket_size AS bucket_size,
  s.lateness AS lateness,
  s.top AS top,
  s.format AS format,
  s.read AS read,
  s.accepted AS accepted,
  s.rejected AS rejected,
  s.late AS late,
  s.outliers AS outliers,
  s.watermark AS watermark,
  s.max_jump AS max_jump,
  s.idle_log AS idle_log,
  s.left_out AS left_out,
  coalesce(s.dimensions, 'section,host,status,method,route,path,referrer,referrer_site,agent,protocol,vhost,duration') AS dimensions,
  s.excluded AS excluded,
  s.filters AS filters,
  s.anonymize AS anonymize,
  s.keep_query AS keep_query
FROM source AS s;

CREATE VIEW rollups AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  r.hits AS hits,
  r.bytes AS bytes,
  r.hits - r.failures AS successes,
  r.failures AS failures,
  (r.hits - r.failures) * 1.0 / r.hits AS availability,
  r.late AS late
FROM source AS s CROSS JOIN rollup AS r ON r.source_id = s.id;

CREATE VIEW rollup_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS section,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_section_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_statuses AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  r.name_id AS status,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_status_cell AS r ON r.source_id = s.id;

CREATE VIEW rollup_methods AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS method,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_method_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS route,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_route_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_paths AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS path,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_path_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_referrers AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_referrer_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_referrer_sites AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS referrer_site,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_referrer_site_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_agents AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS agent,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_agent_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_protocols AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS protocol,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_protocol_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_vhosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  n.value AS vhost,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_vhost_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  r.name_id AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_duration_cell AS r ON r.source_id = s.id;

CREATE VIEW rollup_route_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS route,
  iif(instr(n.value, char(9)) = 0, NULL, CAST(substr(n.value, instr(n.value, char(9)) + 1) AS INTEGER)) AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_route_duration_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW rollup_not_founds AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS path,
  iif(instr(n.value, char(9)) = 0, NULL, substr(n.value, instr(n.value, char(9)) + 1)) AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN rollup_not_found_cell AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW pruned AS SELECT
  s.name AS source,
  r.before AS before,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.before, 'unixepoch') AS before_iso,
  r.buckets AS buckets,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures,
  r.late AS late,
  r.rolled AS rolled
FROM source AS s CROSS JOIN pruned_sum AS r ON r.source_id = s.id;

CREATE VIEW cut_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  o.hits AS hits,
  min(o.hits, coalesce((SELECT min(k.hits) FROM section_cell AS k
    WHERE k.source_id = r.source_id AND k.start = r.start AND k.name_id <> 0) + r.late, o.hits)) AS at_most
FROM source AS s CROSS JOIN bucket AS r ON r.source_id = s.id CROSS JOIN section_cell AS o
    ON o.source_id = r.source_id AND o.start = r.start AND o.name_id = 0;

CREATE VIEW cut_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  o.hits AS hits,
  min(o.hits, coalesce((SELECT min(k.hits) FROM host_cell AS k
    WHERE k.source_id = r.source_id AND k.start = r.start AND k.name_id <> 0) + r.late, o.hits)) AS at_most
FROM source AS s CROSS JOIN bucket AS r ON r.source_id = s.id CROSS JOIN host_cell AS o
    ON o.source_id = r.source_id AND o.start = r.start AND o.name_id = 0;

CREATE VIEW cut_methods AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN method_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  o.hits AS hits,
  min(o.hits, coalesce((SELECT min(k.hits) FROM route_cell AS k
    WHERE k.source_id = r.source_id AND k.start = r.start AND k.name_id <> 0) + r.late, o.hits)) AS at_most
FROM source AS s CROSS JOIN bucket AS r ON r.source_id = s.id CROSS JOIN route_cell AS o
    ON o.source_id = r.source_id AND o.start = r.start AND o.name_id = 0;

CREATE VIEW cut_paths AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN path_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_referrers AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN referrer_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_referrer_sites AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN referrer_site_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_agents AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN agent_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_protocols AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN protocol_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_vhosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN vhost_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_route_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  sum(r.hits) AS hits,
  sum(r.hits) AS at_most
FROM source AS s CROSS JOIN route_duration_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id
    AND n.value > '(other)' || char(9) AND n.value < '(other)' || char(10) GROUP BY s.name, r.start;

CREATE VIEW cut_not_founds AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN not_found_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW rules AS SELECT
  s.name AS source,
  r.id AS rule,
  r.definition ->> '$.metric' AS metric,
  r.definition ->> '$.severity' AS severity,
  r.definition ->> '$.fire.text' AS fire,
  r.definition ->> '$.recover.text' AS recover,
  r.definition ->> '$.window' AS window,
  nullif(json(r.definition -> '$.match'), '{"section":null,"host":null,"status":null}') AS match,
  r.definition AS definition
FROM source AS s CROSS JOIN rule AS r ON r.source_id = s.id AND r.kind = 'rule';

CREATE VIEW slos AS SELECT
  s.name AS source,
  r.id AS slo,
  r.definition ->> '$.objectiveText' AS objective,
  r.definition ->> '$.budget' AS budget,
  r.definition ->> '$.period' AS period,
  nullif(json(r.definition -> '$.match'), '{"section":null,"host":null,"status":null}') AS match,
  r.definition AS definition
FROM source AS s CROSS JOIN rule AS r ON r.source_id = s.id AND r.kind = 'slo';

CREATE VIEW alert_causes AS SELECT
  r.id AS alert,
  s.name AS source,
  r.rule AS rule,
  r.fired_at AS fired_at,
  c.key + 1 AS rank,
  c.value ->> 'status' AS status,
  c.value ->> 'section' AS section,
  c.value ->> 'host' AS host,
  c.value ->> 'route' AS route,
  c.value ->> 'agent' AS agent,
  r.explanation ->> '$.measure' AS measure,
  c.value ->> 'amount' AS amount,
  c.value ->> 'share' AS share,
  c.value ->> 'before' AS share_before,
  c.value ->> 'lift' AS lift,
  c.value ->> 'of' AS share_of
FROM alert AS r JOIN source AS s ON s.id = r.source_id
  CROSS JOIN json_each(r.explanation, '$.causes') AS c;

CREATE VIEW bucket_status_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(p.value ->> 0 = '(other)', NULL, CAST(substr(p.value ->> 0, 1, 3) AS INTEGER)) AS status,
  iif(p.value ->> 0 = '(other)', '(other)', substr(p.value ->> 0, 5)) AS host,
  p.value ->> 1 AS hits,
  p.value ->> 2 AS bytes,
  p.value ->> 3 AS failures
FROM source AS s CROSS JOIN error_pairs AS r ON r.source_id = s.id CROSS JOIN json_each(r.status_hosts) AS p;

CREATE VIEW bucket_status_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(p.value ->> 0 = '(other)', NULL, CAST(substr(p.value ->> 0, 1, 3) AS INTEGER)) AS status,
  iif(p.value ->> 0 = '(other)', '(other)', substr(p.value ->> 0, 5)) AS section,
  p.value ->> 1 AS hits,
  p.value ->> 2 AS bytes,
  p.value ->> 3 AS failures
FROM source AS s CROSS JOIN error_pairs AS r ON r.source_id = s.id CROSS JOIN json_each(r.status_sections) AS p;

CREATE VIEW slo_minutes AS SELECT
  s.name AS source,
  r.slo AS slo,
  r.minute AS minute,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.minute, 'unixepoch') AS minute_iso,
  r.hits AS hits,
  r.errors AS errors
FROM source AS s CROSS JOIN slo_minute AS r ON r.source_id = s.id;

CREATE VIEW slo_spans AS SELECT
  s.name AS source,
  r.slo AS slo,
  r.since AS since,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.since, 'unixepoch') AS since_iso,
  r.until AS until,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.until, 'unixepoch') AS until_iso,
  r.series AS series
FROM source AS s CROSS JOIN slo_span AS r ON r.source_id = s.id;

CREATE VIEW outbox AS SELECT
  r.id AS id,
  s.name AS source,
  r.notifier AS notifier,
  r.rule AS rule,
  r.fired_at AS fired_at,
  r.transition AS transition,
  r.created_at AS created_at,
  coalesce(d.state, 'pending') AS state,
  coalesce(d.attempts, 0) AS attempts,
  d.next_at AS next_at,
  d.sent_at AS sent_at,
  d.last_error AS last_error,
  r.body AS body
FROM outbox_entry AS r JOIN source AS s ON s.id = r.source_id LEFT JOIN delivery AS d
  ON d.source_id = r.source_id AND d.fired_at = r.fired_at AND d.rule = r.rule AND d.notifier = r.notifier
    AND d.transition = r.transition AND d.created_at = r.created_at;

CREATE VIEW hourly_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS section,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN section_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS host,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN host_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_statuses AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS status,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN status_hour AS r ON r.source_id = s.id;

CREATE VIEW hourly_methods AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS method,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN method_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS route,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN route_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_paths AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS path,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN path_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_referrers AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN referrer_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_referrer_sites AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS referrer_site,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN referrer_site_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_agents AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS agent,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN agent_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_protocols AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS protocol,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN protocol_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_vhosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS vhost,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN vhost_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN duration_hour AS r ON r.source_id = s.id;

CREATE VIEW hourly_route_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS route,
  iif(instr(n.value, char(9)) = 0, NULL, CAST(substr(n.value, instr(n.value, char(9)) + 1) AS INTEGER)) AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN route_duration_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW hourly_not_founds AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS path,
  iif(instr(n.value, char(9)) = 0, NULL, substr(n.value, instr(n.value, char(9)) + 1)) AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN not_found_hour AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW visitor_hours AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.size AS size,
  r.registers AS registers
FROM source AS s CROSS JOIN visitor_hour AS r ON r.source_id = s.id;

CREATE VIEW hourly_since AS SELECT
  s.name AS source,
  d.name AS dimension,
  coalesce(r.since, 0) AS since,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.since, 'unixepoch') AS since_iso
FROM source AS s CROSS JOIN (SELECT id, name FROM dimension WHERE id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) UNION ALL SELECT 0, 'visitor') AS d
  LEFT JOIN hours_since AS r ON r.source_id = s.id AND r.dimension_id = d.id;

CREATE VIEW daily_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS section,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN section_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS host,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN host_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_statuses AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS status,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN status_day AS r ON r.source_id = s.id;

CREATE VIEW daily_methods AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS method,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN method_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS route,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN route_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_paths AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS path,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN path_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_referrers AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN referrer_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_referrer_sites AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS referrer_site,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN referrer_site_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_agents AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS agent,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN agent_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_protocols AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS protocol,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN protocol_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_vhosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  n.value AS vhost,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN vhost_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.name_id AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN duration_day AS r ON r.source_id = s.id;

CREATE VIEW daily_route_durations AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS route,
  iif(instr(n.value, char(9)) = 0, NULL, CAST(substr(n.value, instr(n.value, char(9)) + 1) AS INTEGER)) AS duration,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN route_duration_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW daily_not_founds AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  iif(instr(n.value, char(9)) = 0, n.value, substr(n.value, 1, instr(n.value, char(9)) - 1)) AS path,
  iif(instr(n.value, char(9)) = 0, NULL, substr(n.value, instr(n.value, char(9)) + 1)) AS referrer,
  r.hits AS hits,
  r.bytes AS bytes,
  r.failures AS failures
FROM source AS s CROSS JOIN not_found_day AS r ON r.source_id = s.id CROSS JOIN name AS n ON n.id = r.name_id;

CREATE VIEW cut_hourly_sections AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN section_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_hourly_hosts AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN host_hour AS r ON r.source_id = s.id AND r.name_id = 0;

CREATE VIEW cut_hourly_routes AS SELECT
  s.name AS source,
  r.start AS start,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.start, 'unixepoch') AS start_iso,
  r.hits AS hits,
  r.hits AS at_most
FROM source AS s CROSS JOIN route_hour AS r ON r.source_id = s.id AND r.name_id = 0;
