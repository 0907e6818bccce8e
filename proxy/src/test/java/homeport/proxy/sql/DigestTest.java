package homeport.proxy.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a text when what is particular to one run is taken out. */
class DigestTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void isWhatTheTableSays(String text, String expected) {
        Digest digest = digest(text);
        assertEquals(expected, digest.text());
        assertFalse(digest.text().contains("secret"));
    }

    static List<Arguments> table() throws Exception {
        return Table.of("digests.txt").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1)))
                .toList();
    }

    @Test
    void theSameButForLiteralsHasTheSameId() {
        Digest digest = digest("select a from t where b = 1");
        assertEquals(digest, digest("SELECT  a FROM t -- all\n WHERE b = 'x'"));
        assertNotEquals(digest.id(), digest("select a from t where c = 1").id());
        assertEquals("[0-9a-f]{16}", digest.hex().replaceAll("^[0-9a-f]{16}$", "[0-9a-f]{16}"));
    }

    @Test
    void theIdsOfManyDiffer() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) ids.add(digest("select c" + i).id());
        assertEquals(100_000, ids.size());
    }

    @Test
    void aLongOneIsCutBetweenCharactersAndToldApartByItsEnd() {
        String names = "ä".repeat(3_000);
        Digest digest = digest("select " + names + "b");
        int length = digest.text().getBytes(StandardCharsets.UTF_8).length;
        assertEquals(Digest.BYTES_MAX - 1, length);
        assertFalse(digest.text().contains("\ufffd"));
        assertEquals(digest.text(), digest("select " + names + "c").text());
        assertNotEquals(digest.id(), digest("select " + names + "c").id());
    }

    @Test
    void aReasonReadsAsInTheLogsOfRdsProxy() {
        Digest digest = digest("SET search_path TO a, b, c");
        assertEquals(
                "SQL changed session settings that the proxy doesn't track. Consider moving session"
                        + " configuration to the proxy's initialization query. Digest: \"set"
                        + " search_path to $1,$2,$3\".",
                Effect.SET.reason(digest));
        assertEquals(
                "The connection ran a SQL query which exceeded the 16384 byte limit.",
                Effect.LONG_TEXT.reason(digest));
    }

    private static Digest digest(String text) {
        byte[] bytes = ("..." + text + "...").getBytes(StandardCharsets.UTF_8);
        return Digest.of(bytes, 3, bytes.length - 3, true);
    }
}
