package homeport.insights.plan;

/**
 * What a plan is of: to another user, or elsewhere, the same text may mean other tables.
 *
 * @param digest id of the statement's digest
 * @param database name
 * @param user who runs it
 */
public record Subject(String digest, String database, String user) {
    /** All is known of it. */
    boolean isKnown() {
        return !digest.isEmpty() && !database.isEmpty() && !user.isEmpty();
    }
}
