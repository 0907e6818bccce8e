package homeport.proxy.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.wire.sql.Lexer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever comes is read to an end, and what means the same is read as the same. */
class RandomTextTest {
    /** Of one pass, on a machine with much else to do; what is quadratic takes hours. */
    private static final Duration PASS_MAX = Duration.ofSeconds(20);

    private static final List<String> TEXTS = new ArrayList<>();

    private static final String[] PIECES = {
        "'",
        "\"",
        "$$",
        "$a$",
        "$1",
        "/*",
        "*/",
        "--",
        "\n",
        "\\",
        ";",
        "(",
        ")",
        "E'",
        "U&'",
        "U&\"",
        "''",
        "\"\"",
        "set ",
        "set_config(",
        ",true)",
        "local ",
        " to ",
        "=",
        "begin ",
        "atomic ",
        "end ",
        "case ",
        "create ",
        "function ",
        "into ",
        "temp ",
        "pg_temp.",
        "nextval(",
        "pg_catalog.",
        ".",
        "1e5",
        "0x",
        "ä",
        "\0",
        "\u0080",
        " ",
        "password ",
        "execute ",
        "as ",
        "explain ",
        "rollback ",
        "prepare ",
        "deallocate ",
        "select ",
        "session ",
        "reset ",
        "time zone ",
        "interval ",
        ",",
        "x",
    };

    /** Texts that leave neither quotation nor parenthesis open. */
    @BeforeAll
    static void readTables() throws Exception {
        for (String file : List.of("effects.txt", "drivers.txt", "steps.txt"))
            for (List<String> row : Table.of(file))
                if (!row.get(1).contains("UNREADABLE") && isClosed(row.get(0)))
                    TEXTS.add(row.get(0));
        assertTrue(TEXTS.size() > 300);
    }

    private static boolean isClosed(String text) {
        Tokens tokens = new Tokens();
        byte[] bytes = bytes(text);
        tokens.read(bytes, 0, bytes.length, true);
        while (tokens.nextStatement()) {
            while (!tokens.isEnd()) tokens.next();
            if (tokens.parentheses() > 0) return false;
        }
        return !tokens.isBroken();
    }

    /** 200,000 texts of pieces that matter: an end, the same each time, and no literal told. */
    @Test
    void readsAnythingToAnEnd() {
        Statements statements = new Statements();
        for (int seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed); // the number in a failure replays it
            byte[] text = pieces(random);
            boolean standard = random.nextBoolean();
            try {
                long effects = statements.effects(text, 0, text.length, standard);
                boolean untold = isLastStepUntold(text, standard);
                if (Effect.UNREADABLE.isIn(effects)) assertTrue(untold, "seed " + seed);
                Digest.of(text, 0, text.length, standard);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** {@link Lexer#skip} stops where {@link Lexer#next} would have come to something notable. */
    @Test
    void skippingMissesNothing() {
        for (int seed = 0; seed < 100_000; seed++) {
            Random random = new Random(seed);
            byte[] text = pieces(random);
            assertEquals(notable(text, false), notable(text, true), "seed " + seed);
        }
    }

    private static List<String> notable(byte[] text, boolean skip) {
        List<String> notable = new ArrayList<>();
        Lexer lexer = new Lexer();
        lexer.read(text, 0, text.length, true);
        int parentheses = 0;
        boolean dot = false;
        while (true) {
            if (skip) {
                parentheses = lexer.skip(parentheses);
                if (lexer.hasSkipped()) dot = lexer.hasSkippedDot();
            }
            int kind = lexer.next();
            boolean named = kind == Lexer.WORD || kind == Lexer.QUOTED;
            boolean stops = kind == Lexer.END || kind == Lexer.BROKEN || kind == Lexer.ESCAPED;
            stops |= named && lexer.word().isNotable() || kind == ';' && parentheses == 0;
            if (stops) notable.add(kind + "@" + lexer.start() + "," + parentheses + "," + dot);
            if (kind == Lexer.END) return notable;
            if (kind == '(') parentheses++;
            if (kind == ')') parentheses = Math.max(0, parentheses - 1);
            dot = kind == '.';
        }
    }

    private static boolean isLastStepUntold(byte[] text, boolean standard) {
        List<Step> steps = Step.of(text, 0, text.length, standard);
        return !steps.isEmpty() && steps.getLast() instanceof Step.Untold;
    }

    private static byte[] pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(16); i > 0; i--)
            text.append(PIECES[random.nextInt(PIECES.length)]);
        byte[] bytes = bytes(text.toString());
        if (random.nextInt(8) == 0 && bytes.length > 0)
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return bytes;
    }

    @Test
    void theEffectsOfTwoTextsAreThoseOfBoth() {
        Random random = new Random(1);
        for (String first : TEXTS) {
            for (int i = 0; i < 40; i++) {
                String second = TEXTS.get(random.nextInt(TEXTS.size()));
                String both = first + "\n;" + second;
                assertEquals(
                        without(effects(first) | effects(second)), without(effects(both)), both);
                if (Effect.EMPTY.isIn(effects(first) | effects(second))) continue;
                assertTrue(Effect.SEVERAL.isIn(effects(both)), both);
            }
        }
    }

    private static long without(long effects) {
        return effects & ~Effect.SEVERAL.bit() & ~Effect.EMPTY.bit();
    }

    /** Between any two tokens white space or a comment can stand; the digest does not show it. */
    @Test
    void whiteSpaceAndCommentsChangeNothing() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            for (String text : TEXTS) {
                String spaced = spaced(text, random);
                assertEquals(effects(text), effects(spaced), "seed " + seed + ": " + spaced);
                assertEquals(
                        digest(text).replace(" ", ""), digest(spaced).replace(" ", ""), spaced);
                String cased = cased(text, random);
                assertEquals(effects(text), effects(cased), "seed " + seed + ": " + cased);
            }
        }
    }

    private static String spaced(String text, Random random) {
        byte[] bytes = bytes(text);
        StringBuilder spaced = new StringBuilder(space(random));
        Lexer lexer = new Lexer();
        lexer.read(bytes, 0, bytes.length, true);
        int before = 0;
        boolean string = false; // a string goes on after a new line
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next()) {
            boolean gap = lexer.start() > before;
            if (gap || random.nextInt(3) == 0 && kind < Lexer.BROKEN)
                spaced.append(string && kind == Lexer.STRING ? " " : space(random));
            spaced.append(
                    new String(
                            bytes,
                            lexer.start(),
                            lexer.end() - lexer.start(),
                            StandardCharsets.UTF_8));
            before = lexer.end();
            string = kind == Lexer.STRING;
        }
        return spaced.append(space(random)).toString();
    }

    private static String space(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "\t\r\n";
            case 1 -> "/* ; set x = 1 /* ' */ \" $$ */";
            case 2 -> " -- nextval('s') ' \" $$ /*\n";
            case 3 -> " /**/ ";
            case 4 -> "/***/-- x\r";
            default -> " ";
        };
    }

    /** Another case for each word without quotation marks. */
    private static String cased(String text, Random random) {
        byte[] bytes = bytes(text);
        Lexer lexer = new Lexer();
        lexer.read(bytes, 0, bytes.length, true);
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next())
            for (int i = lexer.start(); i < lexer.end() && kind == Lexer.WORD; i++)
                if (random.nextBoolean() && bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] -= 32;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void theDigestOfADigestIsItself() {
        for (String text : TEXTS) assertEquals(digest(text), digest(digest(text)));
    }

    /** A name within any quotation is no call, and a semicolon there no end. */
    @Test
    void nothingInQuotationMarksHasAnEffect() {
        for (String text : TEXTS) {
            String escaped = text.replace("\\", "\\\\").replace("'", "\\'");
            for (String quoted :
                    List.of(
                            "'" + text.replace("'", "''") + "'",
                            "E'" + escaped + "'",
                            "$quote$" + text + "$quote$",
                            "a.\"" + text.replace("\"", "\"\"") + "\"")) {
                if (text.isEmpty()) continue;
                assertEquals(0, effects("select " + quoted + " from t"), quoted);
                assertFalse(digest("select " + quoted).contains("$quote$"));
            }
        }
    }

    /** No text takes more than its length's share of time. */
    @Test
    void hostileTextsAreReadInOnePass() {
        for (String piece :
                List.of(
                        "$a",
                        "$a$ $b",
                        "'' --\n",
                        "/*",
                        "(",
                        "set_config(",
                        "$aaaaaaaaaaaaaaaaaaaa",
                        "\"\"",
                        "E'\\",
                        ";",
                        "begin atomic ",
                        "'a'\n",
                        "U&\"",
                        "-",
                        "1e",
                        "0x",
                        ".",
                        "select set_config('a','b',false),",
                        "set x=",
                        "explain ",
                        "(((((;",
                        "case ")) {
            byte[] text = bytes(piece.repeat(1_000_000 / piece.length()));
            assertTimeout(
                    PASS_MAX,
                    () -> {
                        new Statements().effects(text, 0, text.length, true);
                        Digest.of(text, 0, text.length, true);
                    },
                    piece);
        }
    }

    /** The steps too, which only the better mode reads. */
    @Test
    void hostileTextsHaveTheirStepsReadInOnePass() {
        for (String piece :
                List.of(
                        "set_config(",
                        "(select set_config(1,2,3));",
                        "set x=",
                        "a.",
                        ";",
                        "as execute ")) {
            byte[] text = bytes(piece.repeat(200_000 / piece.length()));
            byte[] create = bytes("create table t " + "as execute p ".repeat(10_000));
            assertTimeout(
                    PASS_MAX,
                    () -> {
                        Step.of(text, 0, text.length, true);
                        Step.of(create, 0, create.length, true);
                    },
                    piece);
        }
    }

    private static long effects(String text) {
        byte[] bytes = bytes(text);
        return new Statements().effects(bytes, 0, bytes.length, true);
    }

    private static String digest(String text) {
        byte[] bytes = bytes(text);
        return Digest.of(bytes, 0, bytes.length, true).text();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
