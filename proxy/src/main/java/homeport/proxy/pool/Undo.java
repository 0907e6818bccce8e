package homeport.proxy.pool;

import homeport.proxy.sql.Step;
import java.util.List;

/**
 * What a message has changed in a client's names before the server has answered it. Taken back when
 * the server never carries it out, because it failed or one before it did.
 */
sealed interface Undo {
    /**
     * A name for a statement has come or gone.
     *
     * @param name the client's name for the statement
     * @param before what it stood for; null when for nothing
     * @param parsed what the server was to parse; null when nothing
     */
    record Name(byte[] name, Prepared before, Prepared parsed) implements Undo {}

    /** As {@link Name}, for the statement without a name. */
    record Unnamed(Prepared before, Prepared parsed) implements Undo {}

    /**
     * Something that is done whole or not at all.
     *
     * @param steps what it does to the session, if that is tracked
     * @param several it is more than one statement
     * @param names the names that go by it; null when none do
     */
    record Deeds(List<Step> steps, boolean several, NameMap names) implements Undo {
        /** Whether it cannot be told what was left when it failed midway. */
        boolean isUncertain() {
            return several
                    && steps.stream()
                            .anyMatch(step ->
                                    step instanceof Step.Commit
                                            || step instanceof Step.Rollback
                                            || step instanceof Step.PrepareTransaction
                                            || step instanceof Step.Savepoint
                                            || step instanceof Step.RollbackTo);
        }
    }
}
