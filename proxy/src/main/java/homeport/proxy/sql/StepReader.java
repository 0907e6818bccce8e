package homeport.proxy.sql;

import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the {@link Step}s of one text. */
final class StepReader {
    private final byte[] text;
    private final int from;
    private final int to;
    private final boolean standardStrings;
    private final Tokens tokens = new Tokens();
    private final Clause clause;
    private final SettingReader settings;

    /** The statement is a CREATE, which can be TABLE ... AS EXECUTE. */
    private boolean creates;

    private final List<Step> steps = new ArrayList<>();

    StepReader(byte[] text, int from, int to, boolean standardStrings) {
        this.text = text;
        this.from = from;
        this.to = to;
        this.standardStrings = standardStrings;
        tokens.read(text, from, to, standardStrings);
        clause = new Clause(tokens, text, standardStrings);
        settings = new SettingReader(clause, steps);
    }

    List<Step> read() {
        while (tokens.nextStatement()) statement();
        if (tokens.isBroken()) steps.add(new Step.Untold("the text is not readable to its end"));
        return List.copyOf(steps);
    }

    private void statement() {
        int start = tokens.start();
        boolean calls = false;
        creates = tokens.word() == Word.CREATE;
        if (!head()) {
            tokens.read(text, start, to, standardStrings);
            tokens.nextStatement();
        }
        while (!tokens.isEnd()) {
            calls |= tokens.name() == Word.SET_CONFIG;
            boolean executes = creates && tokens.before() == Word.AS;
            if (executes && tokens.word() == Word.EXECUTE) named(Step.Execute::new);
            if (!tokens.isEnd()) tokens.next();
        }
        if (!calls) return;
        long effects = new Statements().effects(text, start, tokens.start(), standardStrings);
        if (Effect.SET.isIn(effects)) steps.add(new Step.Untold("set_config in an expression"));
    }

    /**
     * Reads what the statement is by its first words.
     *
     * @return false when the statement is to be looked through from its beginning
     */
    private boolean head() {
        switch (tokens.word()) {
            case SET -> settings.set();
            case RESET -> settings.reset();
            case SELECT -> {
                return settings.select();
            }
            case EXPLAIN -> explain();
            case DISCARD -> discard();
            case PREPARE -> prepare();
            case EXECUTE -> named(Step.Execute::new);
            case DEALLOCATE -> deallocate();
            case LISTEN -> one(Word.OTHER, Step.Listen::new);
            case UNLISTEN -> unlisten();
            case DECLARE -> declare();
            case CLOSE -> close();
            case BEGIN, START -> steps.add(new Step.Begin());
            case COMMIT, END -> end(true);
            case ROLLBACK, ABORT -> end(false);
            case SAVEPOINT -> one(Word.OTHER, Step.Savepoint::new);
            case RELEASE -> one(Word.SAVEPOINT, Step.Release::new);
            default -> {}
        }
        return true;
    }

    private void explain() {
        tokens.next();
        if (tokens.kind() == '(') {
            while (tokens.parentheses() > 0 && !tokens.isEnd()) tokens.next();
            tokens.next();
        }
        while (tokens.word() == Word.ANALYZE || tokens.word() == Word.VERBOSE) tokens.next();
        creates = tokens.word() == Word.CREATE;
        if (tokens.word() == Word.EXECUTE) named(Step.Execute::new);
    }

    private void discard() {
        tokens.next();
        switch (tokens.word()) {
            case ALL -> steps.add(new Step.Discard(Step.State.ALL));
            case PLANS -> steps.add(new Step.Discard(Step.State.PLANS));
            case SEQUENCES -> steps.add(new Step.Discard(Step.State.SEQUENCES));
            case TEMP, TEMPORARY -> steps.add(new Step.Discard(Step.State.TEMP));
            default -> {}
        }
    }

    private void prepare() {
        tokens.next();
        Step.Place place = place();
        boolean transaction = tokens.word() == Word.TRANSACTION;
        String name = clause.name();
        if (transaction && tokens.kind() == Lexer.STRING) steps.add(new Step.PrepareTransaction());
        else if (name.isEmpty()) steps.add(new Step.Untold("PREPARE of a name that is escaped"));
        else steps.add(new Step.Prepare(name, place));
    }

    private interface Named {
        Step step(String name, Step.Place place);
    }

    private void named(Named step) {
        tokens.next();
        one(step);
    }

    private void one(Named step) {
        Step.Place place = place();
        String name = clause.name();
        if (name.isEmpty()) steps.add(new Step.Untold("a prepared statement's name is escaped"));
        else steps.add(step.step(name, place));
    }

    /** DEALLOCATE [PREPARE] name or ALL; a statement can be named prepare. */
    private void deallocate() {
        tokens.next();
        Step.Place place = place();
        if (tokens.word() == Word.PREPARE) {
            tokens.next();
            if (tokens.isEnd()) {
                steps.add(new Step.Deallocate("prepare", place));
                return;
            }
        }
        if (tokens.word() == Word.ALL) steps.add(new Step.DeallocateAll());
        else one(Step.Deallocate::new);
    }

    private Step.Place place() {
        return new Step.Place(tokens.start() - from, tokens.end() - tokens.start());
    }

    private void end(boolean commit) {
        tokens.next();
        if (tokens.word() == Word.PREPARED) return;
        if (tokens.word() == Word.WORK || tokens.word() == Word.TRANSACTION) tokens.next();
        if (tokens.word() == Word.TO) {
            one(Word.SAVEPOINT, Step.RollbackTo::new);
            return;
        }
        boolean chain = false;
        if (tokens.word() == Word.AND) {
            tokens.next();
            chain = tokens.word() == Word.CHAIN;
        }
        steps.add(commit ? new Step.Commit(chain) : new Step.Rollback(chain));
    }

    private void unlisten() {
        tokens.next();
        if (tokens.kind() == '*') steps.add(new Step.UnlistenAll());
        else add(clause.name(), Step.Unlisten::new);
    }

    private void close() {
        tokens.next();
        if (tokens.word() == Word.ALL) steps.add(new Step.CloseAll());
        else add(clause.name(), Step.Close::new);
    }

    private void declare() {
        tokens.next();
        String name = clause.name();
        while (!tokens.isEnd() && tokens.word() != Word.FOR) {
            boolean hold = tokens.word() == Word.HOLD && tokens.before() == Word.WITH;
            if (hold) add(name, Step.Hold::new);
            tokens.next();
        }
    }

    /** The name after an optional word; a name can also be that word. */
    private void one(Word optional, Function<String, Step> step) {
        tokens.next();
        boolean perhaps = optional != Word.OTHER && tokens.word() == optional;
        String name = clause.name();
        if (perhaps && !tokens.isEnd()) name = clause.name();
        add(name, step);
    }

    private void add(String name, Function<String, Step> step) {
        if (name.isEmpty()) steps.add(new Step.Untold("a name that is escaped or too long"));
        else steps.add(step.apply(name));
    }
}
