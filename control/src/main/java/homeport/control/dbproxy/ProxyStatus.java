package homeport.control.dbproxy;

/**
 * {@code Status} of a proxy and of an endpoint: derived from what should be and what is, never
 * stored. Source: RDS API, {@code DBProxyStatus} and {@code DBProxyEndpointStatus}; AWS has more
 * words, for what does not happen here.
 */
public enum ProxyStatus {
    AVAILABLE("available"),
    CREATING("creating"),
    DELETING("deleting"),
    INCOMPATIBLE_NETWORK("incompatible-network"),
    MODIFYING("modifying");

    private final String word;

    ProxyStatus(String word) {
        this.word = word;
    }

    /** As AWS spells it. */
    public String word() {
        return word;
    }

    public static ProxyStatus of(DbProxy asked, ProxySeen seen) {
        if (asked.deleting()) return DELETING;
        if (seen.troubles().containsKey(asked.resourceId())) return INCOMPATIBLE_NETWORK;
        if (seen.available().isEmpty()) return CREATING;
        return seen.changes() < asked.changes() ? MODIFYING : AVAILABLE;
    }

    public static ProxyStatus of(ProxyEndpoint endpoint, DbProxy proxy, ProxySeen seen) {
        String id = endpoint.resourceId();
        if (endpoint.deleting() || proxy.deleting()) return DELETING;
        if (seen.troubles().containsKey(id)) return INCOMPATIBLE_NETWORK;
        if (!seen.endpoints().containsKey(id)) return CREATING;
        return seen.endpoints().get(id) < endpoint.changes() ? MODIFYING : AVAILABLE;
    }
}
