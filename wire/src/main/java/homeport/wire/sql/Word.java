package homeport.wire.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The words that mean something to a reader of SQL: keywords, and functions whose calls matter. */
public enum Word {
    /** Any other word. */
    OTHER,

    ABORT,
    ALL,
    ALTER,
    ANALYZE,
    AND,
    ARRAY,
    AS,
    ATOMIC,
    AUTHORIZATION,
    BEGIN,
    CALL,
    CASE,
    CHAIN,
    CHARACTERISTICS,
    CLOSE,
    COMMIT,
    COMMITTED,
    CONSTRAINTS,
    CREATE,
    CURRENT,
    CURRENT_SETTING,
    DEALLOCATE,
    DECLARE,
    DEFAULT,
    DEFERRABLE,
    DISCARD,
    DO,
    DROP,
    END,
    EXCEPT,
    EXECUTE,
    EXPLAIN,
    FALSE,
    FETCH,
    FOR,
    FROM,
    FUNCTION,
    GLOBAL,
    GROUP,
    HAVING,
    HOLD,
    IN,
    INSERT,
    INTERSECT,
    INTERVAL,
    INTO,
    ISOLATION,
    LEVEL,
    LIMIT,
    LISTEN,
    LOAD,
    LOCAL,
    MERGE,
    NAMES,
    NO,
    NONE,
    NOT,
    NULL,
    OFF,
    OFFSET,
    ON,
    ONLY,
    OPTION,
    OR,
    ORDER,
    PASSWORD,
    PG_CATALOG,
    PG_SETTINGS,
    PG_TEMP,
    PLANS,
    PREPARE,
    PREPARED,
    PROCEDURE,
    READ,
    RELEASE,
    REPEATABLE,
    REPLACE,
    RESET,
    ROLE,
    ROLLBACK,
    SAVEPOINT,
    SCHEMA,
    SELECT,
    SEQUENCES,
    SERIALIZABLE,
    SESSION,
    SET,
    SNAPSHOT,
    START,
    TABLE,
    TEMP,
    TEMPORARY,
    TIME,
    TO,
    TRANSACTION,
    TRUE,
    UNCOMMITTED,
    UNION,
    UNLISTEN,
    UPDATE,
    VALUES,
    VERBOSE,
    WHERE,
    WINDOW,
    WITH,
    WORK,
    WRITE,
    XML,
    ZONE,

    CURRVAL(Kind.CATALOG),
    LASTVAL(Kind.CATALOG),
    NEXTVAL(Kind.CATALOG),
    SETVAL(Kind.CATALOG),
    PG_ADVISORY_LOCK(Kind.CATALOG),
    PG_ADVISORY_LOCK_SHARED(Kind.CATALOG),
    PG_TRY_ADVISORY_LOCK(Kind.CATALOG),
    PG_TRY_ADVISORY_LOCK_SHARED(Kind.CATALOG),
    PG_ADVISORY_UNLOCK(Kind.CATALOG),
    PG_ADVISORY_UNLOCK_SHARED(Kind.CATALOG),
    PG_ADVISORY_UNLOCK_ALL(Kind.CATALOG),
    /** What a call does depends on its third argument. */
    SET_CONFIG(Kind.CATALOG),
    SETSEED(Kind.CATALOG),
    PG_REPLICATION_ORIGIN_SESSION_SETUP(Kind.CATALOG),
    PG_REPLICATION_ORIGIN_SESSION_RESET(Kind.CATALOG),
    /** Of extensions, which may be in any schema. */
    DBLINK_CONNECT(Kind.EXTENSION),
    DBLINK_CONNECT_U(Kind.EXTENSION),
    DBLINK_DISCONNECT(Kind.EXTENSION),
    SET_LIMIT(Kind.EXTENSION);

    /** Of the hash of a word's lower case: {@code hash * FACTOR + byte}. */
    static final int FACTOR = 31;

    private static final int SIZE = 1024;
    private static final Word[] BY_HASH = table();

    private final byte[] lower =
            name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    private final Kind kind;
    private final boolean notable;

    private enum Kind {
        KEYWORD,
        /** A function of pg_catalog. */
        CATALOG,
        /** A function of an extension, which may be in any schema. */
        EXTENSION
    }

    Word() {
        kind = Kind.KEYWORD;
        notable =
                switch (name()) {
                    case "INTO", "INSERT", "MERGE", "UPDATE" -> true;
                    case "PG_CATALOG", "PG_TEMP" -> true;
                    default -> false;
                };
    }

    Word(Kind kind) {
        this.kind = kind;
        notable = true;
    }

    /** A function whose calls matter. */
    public boolean isFunction() {
        return kind != Kind.KEYWORD;
    }

    /** A function of pg_catalog: of another schema it is another function. */
    public boolean isOfCatalog() {
        return kind == Kind.CATALOG;
    }

    /** Means something wherever in a statement it stands; the others only at its head. */
    public boolean isNotable() {
        return notable;
    }

    /** The words that can follow a table's name in a SELECT, and so are none. */
    public boolean isReservedAfterInto() {
        return switch (this) {
            case FROM, WHERE, GROUP, HAVING, WINDOW, UNION, INTERSECT, EXCEPT -> true;
            case ORDER, LIMIT, OFFSET, FETCH, FOR, AS -> true;
            default -> false;
        };
    }

    private static Word[] table() {
        Word[] table = new Word[SIZE];
        for (Word word : values()) {
            if (word == OTHER) continue;
            int hash = 0;
            for (byte b : word.lower) hash = hash * FACTOR + b;
            int slot = slot(hash);
            while (table[slot] != null) slot = (slot + 1) % SIZE;
            table[slot] = word;
        }
        for (int i = 0; i < SIZE; i++) if (table[i] == null) table[i] = OTHER;
        return table;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 10 ^ hash >>> 20) & (SIZE - 1);
    }

    /** The word from {@code from} to {@code to}, in any case, whose hash is given. */
    static Word find(byte[] text, int from, int to, int hash) {
        for (int slot = slot(hash); BY_HASH[slot] != OTHER; slot = (slot + 1) % SIZE)
            if (BY_HASH[slot].is(text, from, to)) return BY_HASH[slot];
        return OTHER;
    }

    /** As {@link #find}, for a name in quotation marks, whose case counts. */
    static Word findExact(byte[] text, int from, int to, int hash) {
        Word word = find(text, from, to, hash);
        for (int i = 0; i < word.lower.length && word != OTHER; i++)
            if (text[from + i] != word.lower[i]) return OTHER;
        return word;
    }

    private boolean is(byte[] text, int from, int to) {
        if (to - from != lower.length) return false;
        for (int i = 0; i < lower.length; i++)
            if (Lexer.lower(text[from + i]) != lower[i]) return false;
        return true;
    }
}
