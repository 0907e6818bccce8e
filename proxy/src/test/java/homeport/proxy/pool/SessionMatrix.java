package homeport.proxy.pool;

import static homeport.proxy.pool.WireClient.query;

import java.util.ArrayList;
import java.util.List;

/** What sessions do, as clients see it: each case is run on a direct connection and on others. */
final class SessionMatrix {
    private SessionMatrix() {}

    /** What a case says. */
    interface Script {
        void run(Stage stage) throws Exception;
    }

    record Case(String name, Script script) {}

    /** Where a case is run. */
    interface Stage {
        /** The client of that name, signed in when it is first named. */
        WireClient client(String name, String... parameters) throws Exception;

        /** Says it as that client, and writes down what is heard up to so many ReadyForQuery. */
        void say(String name, int times, byte[]... messages) throws Exception;

        /** Notes down something. */
        void note(String what);

        /** That client vanishes. */
        void dies(String name) throws Exception;

        default void ask(String name, String... statements) throws Exception {
            for (String sql : statements) say(name, 1, query(sql));
        }
    }

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(SettingCases.CASES);
        all.addAll(TransactionCases.CASES);
        all.addAll(ObjectCases.CASES);
        all.addAll(StatementCases.CASES);
        all.addAll(PipelineCases.CASES);
        return all;
    }

    /** A case in which one client asks simple queries. */
    static Case asks(String name, String... statements) {
        return new Case(name, stage -> stage.ask("a", statements));
    }

    static Case is(String name, Script script) {
        return new Case(name, script);
    }
}
