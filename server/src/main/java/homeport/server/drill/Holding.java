package homeport.server.drill;

import homeport.server.drill.Bound.AtMost;
import homeport.server.drill.Bound.Growth;

/** What a failover could leave behind, and how much of it may be there. */
enum Holding {
    PROCESSES("server processes", new Growth(0, 0, "each node has the same ones")),
    SENDERS("WAL senders", new Growth(0, 0, "one for each follower")),
    SLOTS("replication slots", new Growth(0, 0, "none but that of a running copy")),
    SESSIONS("server sessions", new AtMost("Homeport keeps up to three a node; ours")),
    FILES("files", new Growth(8, 0, "PostgreSQL makes some when tables grow")),
    KILOBYTES("kB in them, without clients' rows", new Growth(2048, 0, "its catalogues grow")),
    WAL_MEGABYTES("MB of WAL", new AtMost("max_wal_size and wal_keep_size of each node")),
    ARCHIVED("archived WAL files", new Growth(4, 8, "kept for the backup retention")),
    HISTORIES("timeline histories", new Growth(0, 3, "each node keeps them, as PostgreSQL does")),
    LOG_KILOBYTES("kB of logs", new Growth(64, 32, "they go by age and size")),
    STORE_KILOBYTES("kB of the store", new Growth(4096, 32, "its journal; its history to 24 MB")),
    RECORDS("records in the store", new Growth(0, 0, "the instance's, changed in place")),
    ADDRESSES("loopback addresses", new Growth(0, 0, "one a node, one an endpoint")),
    EVENTS("events", new Growth(0, 8, "kept for 14 days")),
    DESCRIPTORS("open files of Homeport", new Growth(4, 0, "sessions that it keeps")),
    LISTENERS("listening sockets", new Growth(0, 0, "the API, and the endpoints")),
    CONNECTIONS("other sockets", new Growth(4, 0, "sessions that it keeps")),
    THREADS("threads of Homeport", new Growth(6, 0, "pools of the JVM")),
    HEAP_KILOBYTES("kB of live heap", new Growth(1024, 16, "events and history in memory"));

    private final String told;
    private final Bound bound;

    Holding(String told, Bound bound) {
        this.told = told;
        this.bound = bound;
    }

    String told() {
        return told;
    }

    Bound bound() {
        return bound;
    }
}
