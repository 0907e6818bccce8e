package homeport.proxy.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One thing that a text does to the session, in the order of the text, for a proxy that carries
 * session state from one server session to another. All texts here have one char for each byte of
 * the client's text (ISO 8859-1), so that they can be sent again as they came in any encoding.
 */
public sealed interface Step {
    /**
     * A parameter gets a value.
     *
     * @param name lower case, without quotation marks
     * @param value as the client wrote it
     * @param form what the value can be part of
     * @param local until the end of the transaction
     */
    record Set(String name, String value, Form form, boolean local) implements Step {
        /** The SQL that sets it again for the session. */
        public String sql() {
            return switch (form) {
                case LIST -> "SET SESSION " + quote(name) + " TO " + value;
                case ZONE -> "SET SESSION TIME ZONE " + value;
                case LITERAL ->
                        "SELECT pg_catalog.set_config('" + name + "', " + value + ", false)";
            };
        }
    }

    /** How a value can be sent again: the two differ for lists such as search_path. */
    enum Form {
        /** After {@code SET name TO}. */
        LIST,
        /** After {@code SET TIME ZONE}: an interval with its fields. */
        ZONE,
        /** One string that is the whole value, as set_config takes it. */
        LITERAL
    }

    /** SET name TO DEFAULT, SET LOCAL name TO DEFAULT. */
    record ToDefault(String name, boolean local) implements Step {}

    /** RESET name. */
    record Reset(String name) implements Step {}

    /** RESET ALL: leaves role and session authorization. */
    record ResetAll() implements Step {}

    /** DISCARD. */
    record Discard(State state) implements Step {}

    /** What DISCARD names. */
    enum State {
        /** All state of the session. */
        ALL,
        PLANS,
        SEQUENCES,
        TEMP
    }

    /** A parameter changes, and which or to what cannot be told from the text. */
    record Untold(String why) implements Step {}

    /**
     * SQL-level PREPARE.
     *
     * @param name as the server knows it: folded or unquoted
     */
    record Prepare(String name, Place place) implements Step {}

    /** SQL-level EXECUTE. */
    record Execute(String name, Place place) implements Step {}

    /** DEALLOCATE of one. */
    record Deallocate(String name, Place place) implements Step {}

    /** DEALLOCATE ALL. */
    record DeallocateAll() implements Step {}

    /**
     * Where a name stands in the text, with its quotation marks.
     *
     * @param offset in bytes from the beginning of the text
     */
    record Place(int offset, int length) {}

    /** LISTEN. */
    record Listen(String channel) implements Step {}

    /** UNLISTEN of one. */
    record Unlisten(String channel) implements Step {}

    /** UNLISTEN of all. */
    record UnlistenAll() implements Step {}

    /** DECLARE ... WITH HOLD: a cursor that stays when its transaction commits. */
    record Hold(String cursor) implements Step {}

    /** CLOSE of one cursor, held or not. */
    record Close(String cursor) implements Step {}

    /** CLOSE ALL. */
    record CloseAll() implements Step {}

    /** BEGIN, START TRANSACTION. */
    record Begin() implements Step {}

    /** COMMIT, END. */
    record Commit(boolean chain) implements Step {}

    /** ROLLBACK, ABORT. */
    record Rollback(boolean chain) implements Step {}

    /** SAVEPOINT. */
    record Savepoint(String name) implements Step {}

    /** RELEASE. */
    record Release(String name) implements Step {}

    /** ROLLBACK TO. */
    record RollbackTo(String name) implements Step {}

    /** PREPARE TRANSACTION: the session is out of the transaction. */
    record PrepareTransaction() implements Step {}

    /**
     * The steps of a text; what has no part in session state is left out, so it can be empty.
     *
     * @param standardStrings the session's {@code standard_conforming_strings}
     */
    static List<Step> of(byte[] text, int from, int to, boolean standardStrings) {
        return new StepReader(text, from, to, standardStrings).read();
    }

    /** A name in quotation marks: also one part of a dotted name can be a reserved word. */
    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A step's text as bytes to send. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
