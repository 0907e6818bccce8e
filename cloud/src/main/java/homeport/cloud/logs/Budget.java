package homeport.cloud.logs;

/** How many bytes of logs one request may still read. Owner: the request's thread. */
final class Budget {
    /** Of one request; where it ends, an answer has a token and what was found so far. */
    static final long BYTES_MAX = 32L << 20;

    private long left;

    Budget(long bytes) {
        left = bytes;
    }

    void spend(long bytes) {
        left -= bytes;
    }

    boolean isSpent() {
        return left <= 0;
    }
}
