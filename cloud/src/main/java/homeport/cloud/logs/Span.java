package homeport.cloud.logs;

/**
 * Some time, in milliseconds since 1970.
 *
 * @param from the first
 * @param to the first that is not in it any more
 */
record Span(long from, long to) {
    static final Span EVER = new Span(0, Long.MAX_VALUE);

    boolean has(long millis) {
        return millis >= from && millis < to;
    }

    Span notBefore(long millis) {
        return new Span(Math.max(from, millis), to);
    }
}
