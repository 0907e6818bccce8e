package homeport.proxy.auth;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a token is for: an instance, a cluster or a proxy.
 *
 * @param id {@code db-…}, {@code cluster-…}, {@code prx-…}; it survives a rename
 * @param hosts names and addresses of its endpoints; case does not matter
 * @param port of all of them
 */
public record DbResource(String region, String account, String id, Set<String> hosts, int port) {
    /** Keeps the names in lower case. */
    public DbResource {
        hosts =
                hosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    boolean isAt(String host, int atPort) {
        return atPort == port && hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * What a policy must allow {@code rds-db:connect} on. Source: RDS user guide, "Creating and
     * using an IAM policy for IAM database access".
     */
    String arn(String user) {
        return "arn:aws:rds-db:%s:%s:dbuser:%s/%s".formatted(region, account, id, user);
    }
}
