package homeport.control.dbproxy;

/**
 * The database user with which proxies look after a target: one for each instance or cluster, made
 * when the first proxy registers it and dropped after the last has let go. Key: resource id of the
 * target.
 *
 * @param sealed its password, encrypted at rest, Base64
 * @param generation grows with each registration, so that whoever drops the user finds out that it
 *     is wanted again
 */
public record ProxyUser(String sealed, long generation) {
    public static final String NAME = "rdsproxyadmin";

    /** Where it signs in. Source: RDS user guide, "RDS Proxy": it must be able to connect there. */
    public static final String DATABASE = "postgres";

    ProxyUser wantedAgain() {
        return new ProxyUser(sealed, generation + 1);
    }

    @Override
    public String toString() {
        return "ProxyUser[***, generation=" + generation + "]";
    }
}
