package homeport.cloud.ec2;

import java.time.Instant;
import java.util.List;

/**
 * A gateway endpoint: the record of a route to a service.
 *
 * @param token the client's, empty if none
 */
record StoredEndpoint(
        String id,
        String service,
        List<String> routeTables,
        String policy,
        Instant createdAt,
        String token) {
    StoredEndpoint {
        routeTables = List.copyOf(routeTables);
    }

    StoredEndpoint with(List<String> tables, String document) {
        return new StoredEndpoint(id, service, tables, document, createdAt, token);
    }
}
