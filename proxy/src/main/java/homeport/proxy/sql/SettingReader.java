package homeport.proxy.sql;

import homeport.proxy.sql.Step.Form;
import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads changes of parameters. Source: PostgreSQL, {@code gram.y}, rules VariableSetStmt and
 * VariableResetStmt: the special forms are other names of parameters.
 */
final class SettingReader {
    private final Clause clause;
    private final Tokens tokens;
    private final List<Step> steps;

    SettingReader(Clause clause, List<Step> steps) {
        this.clause = clause;
        this.tokens = clause.tokens();
        this.steps = steps;
    }

    /** At SET. */
    void set() {
        tokens.next();
        boolean local = tokens.word() == Word.LOCAL;
        if (local) tokens.next();
        while (tokens.word() == Word.SESSION) tokens.next();
        switch (tokens.word()) {
            case CONSTRAINTS, TRANSACTION -> {}
            case CHARACTERISTICS -> characteristics(local);
            case AUTHORIZATION -> special("session_authorization", local);
            case TIME -> two(Word.ZONE, "timezone", local);
            case XML -> two(Word.OPTION, "xmloption", local);
            case NAMES -> special("client_encoding", local);
            case SCHEMA -> special("search_path", local);
            case ROLE -> special("role", local);
            default -> assignment(clause.parameter(), local);
        }
    }

    private void two(Word second, String parameter, boolean local) {
        String name = clause.parameter();
        if (tokens.word() == second) special(parameter, local);
        else assignment(name, local);
    }

    /** A word that stands for a parameter and its TO, or is one. */
    private void special(String parameter, boolean local) {
        String name = clause.parameter();
        if (isAssigning()) {
            assignment(name, local);
            return;
        }
        switch (tokens.word()) {
            case DEFAULT -> steps.add(new Step.ToDefault(parameter, local));
            case LOCAL -> steps.add(new Step.ToDefault(parameter, local)); // TIME ZONE LOCAL
            case INTERVAL -> set(parameter, Form.ZONE, local);
            default -> {
                if (tokens.isEnd()) steps.add(new Step.ToDefault(parameter, local));
                else set(parameter, Form.LIST, local);
            }
        }
    }

    private boolean isAssigning() {
        return tokens.kind() == '=' || tokens.word() == Word.TO;
    }

    private void assignment(String name, boolean local) {
        if (name.isEmpty()) {
            untold("SET of a name that is escaped or too long");
        } else if (!isAssigning()) {
            untold("SET in a form that is not known"); // also FROM CURRENT
        } else {
            tokens.next();
            assign(name, local);
        }
    }

    private void assign(String name, boolean local) {
        if (tokens.word() == Word.DEFAULT) steps.add(new Step.ToDefault(name, local));
        else set(name, Form.LIST, local);
    }

    private void set(String name, Form form, boolean local) {
        String value = clause.value();
        if (value.isEmpty()) untold("a value that cannot be sent again");
        else steps.add(new Step.Set(name, value, form, local));
    }

    /** CHARACTERISTICS AS TRANSACTION, and modes with commas or without. */
    private void characteristics(boolean local) {
        while (!tokens.isEnd()) {
            tokens.next();
            switch (tokens.word()) {
                case LEVEL -> isolation(local);
                case ONLY -> mode("read_only", "on", local);
                case WRITE -> mode("read_only", "off", local);
                case DEFERRABLE -> {
                    String value = tokens.before() == Word.NOT ? "off" : "on";
                    mode("deferrable", value, local);
                }
                default -> {}
            }
        }
    }

    private void isolation(boolean local) {
        tokens.next();
        boolean first = tokens.word() == Word.READ || tokens.word() == Word.REPEATABLE;
        if (first) tokens.next();
        String level =
                switch (tokens.word()) {
                    case COMMITTED -> "'read committed'";
                    case UNCOMMITTED -> "'read uncommitted'";
                    case READ -> "'repeatable read'";
                    case SERIALIZABLE -> "'serializable'";
                    default -> "";
                };
        if (level.isEmpty()) untold("an isolation level that is not known");
        else mode("isolation", level, local);
    }

    private void mode(String mode, String value, boolean local) {
        steps.add(new Step.Set("default_transaction_" + mode, value, Form.LIST, local));
    }

    /** At RESET. */
    void reset() {
        tokens.next();
        switch (tokens.word()) {
            case ALL -> steps.add(new Step.ResetAll());
            case TIME -> resetTwo(Word.ZONE, "timezone");
            case SESSION -> resetTwo(Word.AUTHORIZATION, "session_authorization");
            case TRANSACTION -> resetTwo(Word.ISOLATION, "transaction_isolation");
            default -> reset(clause.parameter());
        }
    }

    private void resetTwo(Word second, String parameter) {
        String name = clause.parameter();
        reset(tokens.word() == second ? parameter : name);
    }

    private void reset(String name) {
        if (name.isEmpty()) untold("RESET of a name that is escaped or too long");
        else steps.add(new Step.Reset(name));
    }

    /**
     * At SELECT: a list of set_config and current_setting with literals, and nothing else.
     *
     * @return false when it is another SELECT; then no step was added
     */
    boolean select() {
        List<Step> found = new ArrayList<>();
        do {
            tokens.next();
            if (!item(found)) return false;
        } while (tokens.kind() == ',');
        if (!tokens.isEnd()) return false;
        steps.addAll(found);
        return true;
    }

    private boolean item(List<Step> found) {
        if (tokens.name() == Word.PG_CATALOG) {
            tokens.next();
            if (tokens.kind() != '.') return false;
            tokens.next();
        }
        Word function = tokens.name();
        if (function != Word.SET_CONFIG && function != Word.CURRENT_SETTING) return false;
        tokens.next();
        if (tokens.kind() != '(') return false;
        tokens.next();
        boolean told = function == Word.SET_CONFIG ? config(found) : setting();
        if (!told || tokens.kind() != ')') return false;
        tokens.next();
        if (tokens.word() == Word.AS) tokens.next();
        if (tokens.isName()) tokens.next();
        return tokens.kind() == ',' || tokens.isEnd();
    }

    private boolean setting() {
        if (clause.plain().isEmpty()) return false;
        while (tokens.kind() == ',' || tokens.word() == Word.TRUE) tokens.next();
        return true;
    }

    private boolean config(List<Step> found) {
        String name = Clause.lower(clause.plain());
        if (!isParameter(name) || tokens.kind() != ',') return false;
        tokens.next();
        boolean reset = tokens.word() == Word.NULL;
        if (reset) tokens.next();
        String value = reset ? "" : clause.literal();
        if (!reset && value.isEmpty() || tokens.kind() != ',') return false;
        tokens.next();
        boolean local = isBoolean("t", "true", Word.TRUE);
        if (!local && !isBoolean("f", "false", Word.FALSE)) return false;
        tokens.next();
        found.add(
                reset
                        ? new Step.ToDefault(name, local)
                        : new Step.Set(name, value, Form.LITERAL, local));
        return true;
    }

    private static boolean isParameter(String name) {
        return !name.isEmpty() && name.length() <= 63 && name.matches("[a-z0-9_.$]+");
    }

    private boolean isBoolean(String one, String whole, Word word) {
        if (tokens.word() == word) return true;
        if (tokens.kind() != Lexer.STRING) return false;
        String literal = clause.peek();
        return literal.equals("'" + one + "'") || literal.equals("'" + whole + "'");
    }

    private void untold(String why) {
        steps.add(new Step.Untold(why));
    }
}
