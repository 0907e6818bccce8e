package homeport.control.name;

import homeport.aws.Sha256;

/**
 * The names that AWS would give endpoints, {@code <id>.<token>.<region>.rds.amazonaws.com}. Tools
 * tell a cluster's endpoints from an instance's by their form; here they resolve where the user
 * makes them, for example by a line in {@code /etc/hosts}. Source: RDS user guide, "Amazon RDS
 * Multi-AZ DB cluster endpoints".
 */
public record HostNames(String region, String account) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int TOKEN_LENGTH = 12;

    /** Of an instance, and of a member of a cluster. */
    public String instance(String identifier) {
        return name(identifier, "");
    }

    /** Of a cluster's writer. */
    public String writer(String identifier) {
        return name(identifier, "cluster-");
    }

    /** Of a cluster's readers. */
    public String readers(String identifier) {
        return name(identifier, "cluster-ro-");
    }

    /** Of a proxy's default endpoint. */
    public String proxy(String name) {
        return name(name, "proxy-");
    }

    /** Of another endpoint of a proxy. */
    public String proxyEndpoint(String name) {
        return name(name, "endpoint.proxy-");
    }

    private String name(String identifier, String kind) {
        return "%s.%s%s.%s.rds.amazonaws.com".formatted(identifier, kind, token(), region);
    }

    /** The same for all endpoints of one account and region; begins with a letter. */
    private String token() {
        byte[] hash = Sha256.of(account + " " + region);
        StringBuilder token = new StringBuilder("c");
        for (int i = 1; i < TOKEN_LENGTH; i++)
            token.append(LETTERS.charAt(Math.floorMod(hash[i], LETTERS.length())));
        return token.toString();
    }
}
