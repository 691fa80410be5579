CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- slot = minute * 1048576 + series. Time first, so that a minute's rows lie together: appended, read for
-- replay and removed in one place. As the rowid it fills pages to the end, which a key of two columns does
-- not (2.3 bytes a sample against 2.5).
CREATE TABLE seconds (slot INTEGER PRIMARY KEY, codes BLOB NOT NULL) STRICT;

CREATE TABLE pinned_seconds (slot INTEGER PRIMARY KEY, codes BLOB NOT NULL) STRICT;

CREATE TABLE pins (first_minute INTEGER NOT NULL, last_minute INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;

-- Round trips are in tenths of a millisecond, NULL where nothing answered.
CREATE TABLE minutes (
    slot INTEGER PRIMARY KEY,
    replies INTEGER NOT NULL,
    late INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    rtt_least INTEGER,
    rtt_mean INTEGER,
    rtt_most INTEGER
) STRICT;

-- The minute in the slot is the first of its fifteen.
CREATE TABLE quarters (
    slot INTEGER PRIMARY KEY,
    replies INTEGER NOT NULL,
    late INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    rtt_least INTEGER,
    rtt_mean INTEGER,
    rtt_most INTEGER
) STRICT;

PRAGMA application_id = 1734501491;
