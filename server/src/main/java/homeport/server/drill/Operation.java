package homeport.server.drill;

/**
 * One insert of one number, as its client saw it. A number is used once.
 *
 * @param invoked {@link System#nanoTime} before it was sent
 * @param completed when the client knew its outcome
 */
record Operation(long id, long invoked, long completed, Outcome outcome) {
    /** What the client was told. */
    sealed interface Outcome {
        /**
         * It is done, and this server did it.
         *
         * @param by as the row itself has it
         */
        record Ok(Mark by) implements Outcome {}

        /** It is certain not to be done. */
        record Fail() implements Outcome {}

        /** No answer, or one that can mean either: both is right. */
        record Unknown() implements Outcome {}
    }

    /**
     * The server that took a row, written by itself as the row's defaults.
     *
     * @param node the address that it listens on, its own on this machine
     * @param started of its postmaster
     * @param timeline of its log, eight hexadecimal digits; each promotion begins a new one
     */
    record Mark(String node, String started, String timeline) {
        static final String TABLE =
                """
                CREATE TABLE %s (
                    id bigint PRIMARY KEY,
                    node text NOT NULL DEFAULT current_setting('listen_addresses'),
                    started text NOT NULL DEFAULT pg_postmaster_start_time()::text,
                    timeline text NOT NULL
                        DEFAULT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))
                """;
        static final String COLUMNS = "node, started, timeline";
    }
}
