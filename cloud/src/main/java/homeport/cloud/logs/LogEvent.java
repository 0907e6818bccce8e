package homeport.cloud.logs;

/**
 * One event of a stream.
 *
 * @param after the place right behind it: where reading goes on
 * @param millis when it happened, since 1970
 * @param ingested when it was stored, likewise
 */
record LogEvent(Place place, Place after, long millis, long ingested, String message) {
    /** What an event counts beside its text. Source: API reference, PutLogEvents. */
    static final int OVERHEAD_BYTES = 26;

    /** As the limits of the API count: its text in UTF-8 and a fixed part. */
    static int size(String message) {
        int bytes = OVERHEAD_BYTES;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
