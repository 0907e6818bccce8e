package homeport.control.dbproxy;

import java.time.Instant;
import java.util.Map;

/**
 * An endpoint beside a proxy's default one, as it should be. Key: its resource id, which survives
 * renaming.
 *
 * @param resourceId {@code prx-endpoint-…}
 * @param proxyId resource id of its proxy
 * @param address for life
 * @param changes how many modifications have been asked for
 */
public record ProxyEndpoint(
        String name,
        String resourceId,
        String proxyId,
        Instant created,
        DbProxy.Network network,
        TargetRole role,
        String address,
        long changes,
        boolean deleting,
        Map<String, String> tags) {
    /** Beside the default one. Source: RDS user guide, "Quotas and limitations for RDS Proxy". */
    static final int OF_PROXY_MAX = 20;

    public ProxyEndpoint {
        tags = Map.copyOf(tags);
    }

    ProxyEndpoint with(String newName, DbProxy.Network moved) {
        return new ProxyEndpoint(
                newName,
                resourceId,
                proxyId,
                created,
                moved,
                role,
                address,
                changes + 1,
                deleting,
                tags);
    }

    ProxyEndpoint with(Map<String, String> changed) {
        return new ProxyEndpoint(
                name,
                resourceId,
                proxyId,
                created,
                network,
                role,
                address,
                changes,
                deleting,
                changed);
    }

    ProxyEndpoint asDeleting() {
        return new ProxyEndpoint(
                name, resourceId, proxyId, created, network, role, address, changes, true, tags);
    }
}
