-- A project file of format 2 with every table filled, as that version wrote it.
PRAGMA application_id = 1397899865;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    colour INTEGER NOT NULL
, shortcut TEXT NOT NULL DEFAULT '');
INSERT INTO "classes" VALUES(0,'matrix',0,'');
INSERT INTO "classes" VALUES(1,'MA island',15113984,'m');
INSERT INTO "classes" VALUES(255,'
ignore',14737632,'');
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL,
    validation_loss REAL,
    validation_iou REAL,
    images_per_second REAL NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
INSERT INTO "epochs" VALUES('2026-03-31-120341-ab12',1,0.5,0.4,0.7,3.5,1.0);
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    stem TEXT NOT NULL UNIQUE COLLATE NOCASE,
    location TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bits_per_channel INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    specimen TEXT NOT NULL,
    membership INTEGER NOT NULL DEFAULT 0,
    broken TEXT NOT NULL,
    annotated INTEGER NOT NULL DEFAULT 0
, page INTEGER NOT NULL DEFAULT 1, pixel_size_x REAL, pixel_size_y REAL, calibration_source TEXT NOT NULL DEFAULT '', calibration_raw TEXT NOT NULL DEFAULT '', calibration_confirmed INTEGER NOT NULL DEFAULT 0, region_x INTEGER, region_y INTEGER, region_width INTEGER, region_height INTEGER, region_source TEXT NOT NULL DEFAULT '', window_low REAL, window_high REAL);
INSERT INTO "images" VALUES(1,'a#1 ä.png','a#1 ä','data/PNG/a#1 ä.png','60a54d4e9fdfc055fe9ea5b0e0ffdfb6',16,12,8,1,'S 900',3,'',1,1,0.0125,0.025,'zeiss','12.5 nm',1,0,0,16,10,'by hand',10.0,200.5);
INSERT INTO "images" VALUES(2,'b.png','b','data/PNG/b.png','ed9308bbf5ab189ec59c33c7da8d676a',8,8,8,1,'T 950',1,'',1,1,NULL,NULL,'','',0,NULL,NULL,NULL,NULL,'',NULL,NULL);
INSERT INTO "images" VALUES(3,'c.png','c','m/images/c.png','884a19a0d75c9b2ee0c42f189ef1bbd8',5,4,8,1,'',1,'',1,2,NULL,NULL,'','',0,NULL,NULL,NULL,NULL,'',NULL,NULL);
CREATE TABLE objects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    class INTEGER NOT NULL REFERENCES classes (id),
    polygon BLOB NOT NULL,
    poi_x REAL,
    poi_y REAL,
    origin INTEGER NOT NULL,
    who TEXT NOT NULL,
    made_at TEXT NOT NULL,
    polygon_text TEXT NOT NULL,
    poi_text TEXT NOT NULL
, parts_group INTEGER NOT NULL DEFAULT 0);
INSERT INTO "objects" VALUES(1,1,0,1,X'010100000004000000000000000000F83F000000000000F83F0000000000001A40000000000000F83F0000000000001A400000000000001640000000000000F83F0000000000001640',3.5,3.5,1,'annotations_polygon.csv','','[(1, 1), (6, 1), (6, 5), (1, 5)]','(3, 3)',4);
INSERT INTO "objects" VALUES(2,1,1,1,X'01010000000300000000000000000021400000000000001E4000000000000029400000000000001E4000000000000025400000000000002540',9.5,9.5,1,'annotations_polygon.csv','','[(8, 7), (12, 7), (10, 10)]','(9, 9)',4);
INSERT INTO "objects" VALUES(3,2,0,255,X'010100000003000000000000000000F83F000000000000F83F0000000000001240000000000000F83F00000000000012400000000000001240',2.5,2.5,1,'annotations_polygon.csv','','[(1, 1), (4, 1), (4, 4)]','(2, 2)',0);
CREATE TABLE pixel_edit_tiles (
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (image, tile_column, tile_row)
);
INSERT INTO "pixel_edit_tiles" VALUES(3,0,0,X'28B52FFD60003F8D000030FEFE01FEFFFE03500200F99EE7294F03');
CREATE TABLE points_of_interest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    annotator TEXT NOT NULL,
    x REAL NOT NULL,
    y REAL NOT NULL
);
INSERT INTO "points_of_interest" VALUES(1,1,0,'Anna',3.5,3.5);
INSERT INTO "points_of_interest" VALUES(2,2,0,'Bo',2.5,2.5);
CREATE TABLE runs (
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    options TEXT NOT NULL,
    seed INTEGER NOT NULL,
    split TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    versions TEXT NOT NULL,
    device TEXT NOT NULL,
    epochs INTEGER NOT NULL,
    best_epoch INTEGER NOT NULL,
    images_per_second REAL NOT NULL,
    peak_bytes INTEGER NOT NULL,
    wait_share REAL NOT NULL,
    message TEXT NOT NULL
);
INSERT INTO "runs" VALUES('2026-03-31-120341-ab12','first','2026-03-31T12:03:41Z','finished','{}',1,'{}','h','{}','cpu',2,1,3.5,100,0.1,'');
CREATE TABLE scores (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    class INTEGER NOT NULL,
    tp INTEGER NOT NULL,
    fp INTEGER NOT NULL,
    fn INTEGER NOT NULL,
    tn INTEGER NOT NULL,
    PRIMARY KEY (run, image, class)
) WITHOUT ROWID;
INSERT INTO "scores" VALUES('2026-03-31-120341-ab12',1,1,1,2,3,4);
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX images_by_name ON images (name);
CREATE INDEX images_by_location ON images (location);
CREATE INDEX objects_by_image ON objects (image, position);
CREATE INDEX objects_by_class ON objects (class);
CREATE INDEX points_by_image ON points_of_interest (image, position);
CREATE INDEX scores_by_image ON scores (image);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('images',3);
INSERT INTO "sqlite_sequence" VALUES('objects',3);
INSERT INTO "sqlite_sequence" VALUES('points_of_interest',2);
COMMIT;
