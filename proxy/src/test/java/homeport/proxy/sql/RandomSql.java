package homeport.proxy.sql;

import java.util.Random;

/** Statements full of quotation marks, many of them whole. */
final class RandomSql {
    private static final String[] INNER = {
        "'", "''", "\"", "\"\"", "\\", "\\'", "\\\\", "$", "$$", "$a$", "--", "\n", "/*", "*/", ";",
        "x", " ", "1", "ä",
    };

    private static final String[] TAILS = {
        "", ";", "; select 2", " ; -- x", "\n;/**/select 2", "; ; "
    };

    private static final String[] OTHERS = {
        "1",
        "1.5",
        "1e5",
        ".5",
        "1.",
        "1.e-3",
        "-1",
        "B'01'",
        "x'1F'",
        "1/* /* ; */ ' */",
        "1-- ; '\n",
        "1+-2",
        "1*/* ; */2",
        "1 <-- x\n 2",
    };

    private final Random random;

    private RandomSql(Random random) {
        this.random = random;
    }

    static String text(Random random) {
        RandomSql sql = new RandomSql(random);
        StringBuilder text = new StringBuilder("select ").append(sql.literal());
        for (int i = random.nextInt(3); i > 0; i--) text.append(',').append(sql.literal());
        return text.append(sql.one(TAILS)).toString();
    }

    private String literal() {
        String inner = "";
        for (int i = random.nextInt(5); i > 0; i--) inner += one(INNER);
        String quoted = random.nextInt(10) < 7 ? inner.replace("'", "''") : inner;
        return switch (random.nextInt(8)) {
            case 0, 1 -> "'" + quoted + "'";
            case 2 -> one("E", "e", "N", "n") + "'" + quoted + "'";
            case 3 -> one("E", "") + "'a'" + gap() + "'" + quoted + "'";
            case 4 -> "$$" + inner + "$$" + one("", "", "$");
            case 5 -> "$a$" + inner + "$a$";
            case 6 -> "/*" + inner + "*/ 1 as \"x" + inner.replace("\"", "\"\"") + "\"";
            default -> one(OTHERS);
        };
    }

    private String gap() {
        return one("\n", " \n ", "-- c\n", " -- '\n\t", " ", "/**/\n", "\r", "--\n--\n");
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }
}
