package homeport.proxy.pool;

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

    /** All names have gone. */
    record All(NameMap names) implements Undo {}
}
