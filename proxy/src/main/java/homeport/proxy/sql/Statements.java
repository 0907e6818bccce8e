package homeport.proxy.sql;

import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;
import java.nio.ByteBuffer;

/**
 * Tells what a text does to its session, see {@link Effect}. Reads once over the text, and
 * allocates nothing. What a function, trigger or rule does is not seen; a function's name counts
 * where a call of it is written, also in a definition that does not run it. Owner: one thread.
 */
public final class Statements {
    /** The longest text for which RDS Proxy does not pin. Source: the guide's "Pinning". */
    public static final int PINNING_BYTES = 16_384;

    /** The longest text that is copied out of a direct buffer to be read. */
    public static final int READABLE_BYTES = 1 << 20;

    /** What the tokens before lead to. */
    private enum Expect {
        NOTHING,
        /** After INTO that creates a table. */
        INTO,
        /** After INTO TEMP: a table's name, or TEMP was it. */
        INTO_TEMP,
        /** After the name pg_temp of an object to create: a dot. */
        TEMP_SCHEMA,
        /** After UPDATE: a table's name. */
        UPDATE
    }

    private final Tokens tokens = new Tokens();
    private byte[] copy = {};
    private byte[] text = copy;

    private long effects;
    private Word head = Word.OTHER;
    private Expect expect = Expect.NOTHING;

    /** The function that a parenthesis would call. */
    private Word callable = Word.OTHER;

    private Word lastName = Word.OTHER;
    private Word schema = Word.OTHER;
    private boolean afterDot;

    /** The parentheses around the arguments of set_config; 0 outside of it. */
    private int config;

    private int configCommas;

    /** Tokens of the third argument. */
    private int configTokens;

    private boolean configTrue;

    /**
     * The effects of a text, without the zero at its end.
     *
     * @param standardStrings the session's {@code standard_conforming_strings}, on by default
     * @return a set of {@link Effect#bit}; 0 for the usual single statement
     */
    public long effects(byte[] text, int from, int to, boolean standardStrings) {
        this.text = text;
        effects = to - from > PINNING_BYTES ? Effect.LONG_TEXT.bit() : 0;
        tokens.read(text, from, to, standardStrings);
        int statements = 0;
        while (tokens.nextStatement()) {
            statements++;
            statement();
        }
        if (tokens.isBroken()) add(Effect.UNREADABLE);
        else if (statements == 0) add(Effect.EMPTY);
        if (statements > 1) add(Effect.SEVERAL);
        return effects;
    }

    /** As below, for what remains in the buffer. */
    public long effects(ByteBuffer text, boolean standardStrings) {
        return effects(text, text.position(), text.limit(), standardStrings);
    }

    /**
     * As above, for a part of a buffer, whose position stays. A direct buffer is copied first; over
     * {@link #READABLE_BYTES} it is not read at all, and UNREADABLE.
     */
    public long effects(ByteBuffer in, int from, int to, boolean standardStrings) {
        if (in.hasArray()) {
            int offset = in.arrayOffset();
            return effects(in.array(), offset + from, offset + to, standardStrings);
        }
        int length = to - from;
        if (length > READABLE_BYTES) return Effect.LONG_TEXT.bit() | Effect.UNREADABLE.bit();
        if (length > copy.length)
            copy = new byte[Math.max(PINNING_BYTES, Integer.highestOneBit(length) << 1)];
        in.get(from, copy, 0, length);
        return effects(copy, 0, length, standardStrings);
    }

    private void statement() {
        head = Word.OTHER;
        expect = Expect.NOTHING;
        callable = Word.OTHER;
        lastName = Word.OTHER;
        afterDot = false;
        config = 0;
        look();
        while (tokens.kind() == '(') advance();
        head = tokens.word();
        if (head != Word.OTHER && head != Word.SELECT) begin();
        boolean skips = head != Word.CREATE && head != Word.DECLARE;
        while (!tokens.isEnd()) {
            if (skips && isPlain()) skip();
            advance();
        }
        if (config > 0) add(Effect.SET); // not closed: the server refuses it
    }

    /** Nothing that was seen makes the next token mean more than it does by itself. */
    private boolean isPlain() {
        return expect == Expect.NOTHING
                && callable == Word.OTHER
                && lastName != Word.PG_CATALOG
                && !afterDot
                && config == 0;
    }

    private void skip() {
        tokens.skip();
        afterDot = tokens.hasSkippedDot();
        schema = Word.OTHER;
    }

    private void begin() {
        switch (head) {
            case SET -> set();
            case RESET -> add(Effect.RESET);
            case PREPARE -> prepare();
            case EXECUTE -> add(Effect.EXECUTE);
            case DEALLOCATE -> add(Effect.DEALLOCATE);
            case DISCARD -> add(Effect.DISCARD);
            case CREATE -> create();
            case DECLARE -> add(Effect.CURSOR);
            case CLOSE -> add(Effect.CLOSE);
            case LISTEN -> add(Effect.LISTEN);
            case UNLISTEN -> add(Effect.UNLISTEN);
            case LOAD -> add(Effect.LOAD);
            case DO, CALL -> add(Effect.CODE);
            case DROP -> add(Effect.DROP);
            case EXPLAIN -> explain();
            case BEGIN, START -> add(Effect.BEGIN);
            case COMMIT, END -> end(Effect.COMMIT);
            case ROLLBACK, ABORT -> end(Effect.ROLLBACK);
            case SAVEPOINT -> add(Effect.SAVEPOINT);
            case RELEASE -> add(Effect.RELEASE);
            default -> {}
        }
    }

    private void add(Effect effect) {
        effects |= effect.bit();
    }

    /** SET LOCAL and SET TRANSACTION end with the transaction, SET CONSTRAINTS too. */
    private void set() {
        advance();
        boolean local = tokens.word() == Word.LOCAL;
        boolean session = tokens.word() == Word.SESSION;
        if (local || session) advance();
        switch (tokens.word()) {
            case CONSTRAINTS -> {}
            case TRANSACTION -> add(Effect.SET_LOCAL);
            default -> {
                boolean reset = false;
                while (!tokens.isEnd()) {
                    reset |= tokens.word() == Word.DEFAULT;
                    advance();
                }
                add(local ? Effect.SET_LOCAL : reset ? Effect.RESET : Effect.SET);
            }
        }
    }

    private void prepare() {
        advance();
        boolean transaction = tokens.word() == Word.TRANSACTION;
        if (transaction) advance();
        boolean twoPhase = transaction && tokens.kind() == Lexer.STRING;
        add(twoPhase ? Effect.PREPARE_TRANSACTION : Effect.PREPARE);
    }

    private void create() {
        advance();
        while (true) {
            switch (tokens.word()) {
                case OR, REPLACE, LOCAL, GLOBAL -> advance();
                case TEMP, TEMPORARY -> {
                    add(Effect.TEMP_OBJECT);
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** What it explains it runs or not; EXECUTE needs the statement that PREPARE left. */
    private void explain() {
        advance();
        if (tokens.kind() == '(') {
            while (tokens.parentheses() > 0 && !tokens.isEnd()) advance();
            advance();
        }
        while (tokens.word() == Word.ANALYZE || tokens.word() == Word.VERBOSE) advance();
        head = tokens.word();
        switch (head) {
            case EXECUTE -> add(Effect.EXECUTE);
            case CREATE -> create();
            default -> {}
        }
    }

    private void end(Effect effect) {
        advance();
        if (tokens.word() == Word.PREPARED) return;
        if (tokens.word() == Word.WORK || tokens.word() == Word.TRANSACTION) advance();
        if (tokens.word() == Word.TO) {
            add(Effect.ROLLBACK_TO);
            return;
        }
        add(effect);
        if (tokens.word() != Word.AND) return;
        advance();
        if (tokens.word() == Word.CHAIN) add(Effect.CHAIN);
    }

    private void advance() {
        if (tokens.isEnd()) return;
        tokens.next();
        look();
    }

    /** Looks at the newest token, wherever in a statement it is. */
    private void look() {
        int kind = tokens.kind();
        if (kind == Lexer.WORD || kind == Lexer.QUOTED) {
            Word name = tokens.name();
            if (expect != Expect.NOTHING) expected(name);
            if (name != Word.OTHER) noted(name);
            lastName = name;
            afterDot = false;
        } else {
            if (kind == '(') called();
            else if (kind == '.') dot();
            else if (kind == Lexer.ESCAPED) escaped();
            else expect = Expect.NOTHING;
            callable = Word.OTHER;
        }
        if (config > 0) configured(kind);
    }

    private void dot() {
        schema = lastName;
        afterDot = true;
        if (expect == Expect.TEMP_SCHEMA) add(Effect.TEMP_OBJECT);
        if (expect != Expect.UPDATE) expect = Expect.NOTHING;
    }

    private void escaped() {
        if (expect == Expect.INTO_TEMP) add(Effect.TEMP_OBJECT);
        add(Effect.CODE); // may be the name of anything
        lastName = Word.OTHER;
        afterDot = false;
        expect = Expect.NOTHING;
    }

    private void expected(Word name) {
        Expect was = expect;
        expect = Expect.NOTHING;
        switch (was) {
            case INTO -> {
                boolean temp = name == Word.TEMP || name == Word.TEMPORARY;
                boolean more = name == Word.TABLE || name == Word.LOCAL || name == Word.GLOBAL;
                if (tokens.kind() == Lexer.QUOTED) temp = more = false;
                if (temp) expect = Expect.INTO_TEMP;
                else if (name == Word.PG_TEMP) expect = Expect.TEMP_SCHEMA;
                else if (more) expect = Expect.INTO;
            }
            case INTO_TEMP -> {
                if (tokens.kind() == Lexer.QUOTED || !name.isReservedAfterInto())
                    add(Effect.TEMP_OBJECT);
            }
            case UPDATE -> {
                if (name == Word.PG_SETTINGS) add(Effect.CODE); // a rule of it sets parameters
                if (name == Word.PG_CATALOG || name == Word.ONLY) expect = Expect.UPDATE;
            }
            case TEMP_SCHEMA, NOTHING -> {}
        }
    }

    private void noted(Word name) {
        callable = Word.OTHER;
        if (name.isFunction()) {
            if (!afterDot || !name.isOfCatalog() || schema == Word.PG_CATALOG) callable = name;
            return;
        }
        if (name == Word.PG_TEMP) {
            if (head == Word.CREATE) expect = Expect.TEMP_SCHEMA;
            return;
        }
        if (tokens.kind() != Lexer.WORD) return;
        Word before = tokens.before();
        switch (name) {
            case INTO -> {
                if (before != Word.INSERT && before != Word.MERGE) expect = Expect.INTO;
            }
            case UPDATE -> expect = Expect.UPDATE;
            case HOLD -> {
                if (head == Word.DECLARE && before == Word.WITH) add(Effect.HELD_CURSOR);
            }
            case EXECUTE -> {
                if (head == Word.CREATE && before == Word.AS) add(Effect.EXECUTE);
            }
            default -> {}
        }
    }

    private void called() {
        expect = Expect.NOTHING;
        effects |= Calls.effects(callable);
        if (callable != Word.SET_CONFIG) return;
        if (config > 0) {
            add(Effect.SET); // within another: not followed
            return;
        }
        config = tokens.parentheses();
        configCommas = 0;
        configTokens = 0;
        configTrue = false;
    }

    /** A token within the arguments of set_config, or the parenthesis that ends them. */
    private void configured(int kind) {
        if (tokens.parentheses() < config) {
            boolean local = configCommas == 2 && configTokens == 1 && configTrue;
            add(local ? Effect.SET_LOCAL : Effect.SET);
            config = 0;
        } else if (kind == ',' && tokens.parentheses() == config) {
            configCommas++;
        } else if (configCommas == 2) {
            configTokens++;
            configTrue = tokens.word() == Word.TRUE || kind == Lexer.STRING && isTrue();
        }
    }

    private boolean isTrue() {
        int length = tokens.end() - tokens.start();
        if (length != 3 && length != 6) return false;
        String literal = length == 3 ? "'t'" : "'true'";
        for (int i = 0; i < length; i++)
            if (Lexer.lower(text[tokens.start() + i]) != literal.charAt(i)) return false;
        return true;
    }
}
