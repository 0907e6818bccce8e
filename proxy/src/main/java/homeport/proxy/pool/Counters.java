package homeport.proxy.pool;

/**
 * What has happened since the proxy began, and what is now. Names are CloudWatch's. Owner: the
 * loop's thread; others are given a {@link Snapshot}.
 */
final class Counters {
    long received;
    long setupSucceeded;
    long setupFailedAuth;
    long closed;
    long queries;
    long connectionRequests;
    long connectionsSucceeded;
    long connectionsFailed;
    long borrows;
    long borrowsAborted;
    long borrowNanos;

    void borrowed(long nanos) {
        borrows++;
        borrowNanos += nanos;
    }
}
