package homeport.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/pinning.md} says what the code does. To make it anew: {@code ./mvnw -pl
 * proxy -am verify -DskipITs -Dtest=PinningPageTest -Dhomeport.pages=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PinningPageTest {
    private static final Path PAGE = Path.of("../docs/reference/pinning.md");

    private static final String HEAD =
            """
            # What pins a client of a DB proxy

            A client that is pinned keeps its connection to the database until it leaves. The list is RDS Proxy's for PostgreSQL;
            it is decided from the text that the client sends, before it runs (a statement prepared by the protocol: when it is
            executed). The reasons for `SET` and for long texts are AWS's own words; of the others AWS has published no text. In logs
            a reason is followed by the digest of the text: literals are `$1`, `$2`, and so never in a log.

            | for example | reason | instead |
            |---|---|---|
            """;

    private static final String REST =
            """

            ## What does not pin

            %s

            ## How it is read

            - Comments, quotation marks of all kinds and dollar quotes are read as PostgreSQL's scanner reads them; a name within
              them is no call. So are texts of several statements. Any encoding whose ASCII is ASCII will do.
            - A function counts when it is called by its own name, alone or as one of `pg_catalog`. It counts also in a definition
              that does not run it, such as `DEFAULT nextval('s')` of a new table.
            - What functions, procedures, triggers and `DO` blocks do is not seen, as with RDS Proxy.
            - A text that cannot be read to its end (a quotation that nothing closes) pins; a server refuses it anyway.
            - Texts of more than 16,384 bytes pin whatever they say.
            """;

    /** In the order of the page. */
    private static final Map<Effect, String> EXAMPLES = examples();

    private static Map<Effect, String> examples() {
        Map<Effect, String> examples = new EnumMap<>(Effect.class);
        examples.put(Effect.SET, "SET search_path TO a, b");
        examples.put(Effect.RESET, "RESET ALL");
        examples.put(Effect.PREPARE, "PREPARE p AS SELECT 1");
        examples.put(Effect.EXECUTE, "EXECUTE p");
        examples.put(Effect.DEALLOCATE, "DEALLOCATE ALL");
        examples.put(Effect.DISCARD, "DISCARD ALL");
        examples.put(Effect.TEMP_OBJECT, "CREATE TEMP TABLE t (id int)");
        examples.put(Effect.CURSOR, "DECLARE c CURSOR FOR SELECT 1");
        examples.put(Effect.LISTEN, "LISTEN orders");
        examples.put(Effect.LOAD, "LOAD 'auto_explain'");
        examples.put(Effect.SEQUENCE, "SELECT nextval('s')");
        examples.put(Effect.ADVISORY_LOCK, "SELECT pg_advisory_lock(1)");
        examples.put(Effect.UNREADABLE, "SELECT 'it''s");
        return examples;
    }

    private static final List<String> HARMLESS =
            List.of(
                    "SET LOCAL work_mem = '64MB'",
                    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                    "SELECT set_config('app.user', $1, true)",
                    "BEGIN",
                    "SAVEPOINT a",
                    "SELECT pg_advisory_xact_lock(1)",
                    "SELECT pg_advisory_unlock_all()",
                    "UNLISTEN *",
                    "CLOSE ALL",
                    "NOTIFY orders",
                    "CREATE TABLE t (id int)",
                    "SELECT lastval()",
                    "CALL p()",
                    "DO 'begin end'");

    @Test
    void thePageTellsWhatPins() throws Exception {
        String now = page();
        if ("write".equals(System.getProperty("homeport.pages"))) Files.writeString(PAGE, now);
        assertThat(Files.readString(PAGE)).isEqualTo(now);
    }

    @Test
    void eachReasonToPinHasAnExampleAndAdvice() {
        for (Effect effect : Effect.values()) {
            if (!Effect.pins(effect.bit())) continue;
            assertThat(effect.reason()).endsWith(".");
            assertThat(effect.advice()).endsWith(".");
            if (effect == Effect.LONG_TEXT) continue;
            assertThat(Effect.pinning(effects(EXAMPLES.get(effect)))).contains(effect);
        }
        for (String harmless : HARMLESS)
            assertThat(Effect.pins(effects(harmless))).as(harmless).isFalse();
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        EXAMPLES.forEach((effect, example) -> page.append(row("`" + example + "`", effect)));
        page.append(row("more than 16,384 bytes", Effect.LONG_TEXT));
        String harmless = String.join("`, `", HARMLESS);
        return page + REST.formatted("`" + harmless + "`.");
    }

    private static String row(String example, Effect effect) {
        return "| %s | %s | %s |\n".formatted(example, effect.reason(), effect.advice());
    }

    private static long effects(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Statements().effects(bytes, 0, bytes.length, true);
    }
}
