package homeport.proxy.pool;

/** What happens at one way into a proxy. Owner: the loop's thread. */
final class EndpointCounts {
    final String name;

    /** Clients that are in. */
    int clients;

    int clientsTls;

    /** Clients that are signing in. */
    int inSetup;

    long received;
    long closed;
    long setupSucceeded;
    long setupFailedAuth;
    long queries;
    long queriesTls;

    /** From asking for a connection to having one. */
    final LatencyCounts borrow = new LatencyCounts();

    /** From the server's having a request to its being ready again. */
    final LatencyCounts database = new LatencyCounts();

    /** From the proxy's having a request to the server's being ready again. */
    final LatencyCounts query = new LatencyCounts();

    EndpointCounts(String name) {
        this.name = name;
    }

    void queried(boolean tls) {
        queries++;
        if (tls) queriesTls++;
    }

    ProxyMetrics.Endpoint now() {
        return new ProxyMetrics.Endpoint(
                name,
                clients,
                clientsTls,
                inSetup,
                received,
                closed,
                setupSucceeded,
                setupFailedAuth,
                queries,
                queriesTls,
                borrow.now(),
                database.now(),
                query.now());
    }
}
