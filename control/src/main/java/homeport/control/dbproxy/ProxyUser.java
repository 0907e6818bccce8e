package homeport.control.dbproxy;

/**
 * The database user with which proxies look after a target: one for each instance or cluster, made
 * when the first proxy registers it and dropped after the last has let go. Key: resource id of the
 * target.
 *
 * @param sealed its password, encrypted at rest, Base64
 * @param generation grows with each registration, so that whoever drops the user finds out that it
 *     is wanted again
 * @param made of which generation it is in the database; 0: not yet
 */
public record ProxyUser(String sealed, long generation, long made) {
    public static final String NAME = "rdsproxyadmin";

    /** Where it signs in. Source: RDS user guide, "RDS Proxy": it must be able to connect there. */
    public static final String DATABASE = "postgres";

    ProxyUser wantedAgain() {
        return new ProxyUser(sealed, generation + 1, made);
    }

    ProxyUser asMade() {
        return new ProxyUser(sealed, generation, generation);
    }

    /** It can sign in; what was made for another proxy serves meanwhile. */
    boolean usable() {
        return made > 0;
    }

    boolean due() {
        return made < generation;
    }

    @Override
    public String toString() {
        return "ProxyUser[***, generation=" + generation + "]";
    }
}
