package homeport.proxy.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each statement does to its session. */
class StatementsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void hasTheEffectsThatTheTableSays(String text, String expected) {
        assertEquals(expected, effects(text, true));
    }

    static List<Arguments> table() throws Exception {
        return Table.of("effects.txt").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1)))
                .toList();
    }

    /** What well-known clients send of themselves. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    void hasTheEffectsOfWhatDriversSend(String text, String expected) {
        assertEquals(expected, effects(text, true));
    }

    static List<Arguments> drivers() throws Exception {
        return Table.of("drivers.txt").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1)))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select '\\' ; listen x        | LISTEN SEVERAL | UNREADABLE
                    select '\\'' ; listen x --'   | ``             | LISTEN SEVERAL
                    select E'\\'' ; listen x --'  | LISTEN SEVERAL | LISTEN SEVERAL
                    select N'\\' ; listen x       | LISTEN SEVERAL | UNREADABLE
                    select B'\\' ; listen x       | LISTEN SEVERAL | LISTEN SEVERAL
                    select "\\" ; listen x        | LISTEN SEVERAL | LISTEN SEVERAL
                    select $$\\$$ ; listen x      | LISTEN SEVERAL | LISTEN SEVERAL
                    """)
    void aBackslashEscapesWhenTheSessionSaysSo(String text, String standard, String otherwise) {
        assertEquals(standard, effects(text, true));
        assertEquals(otherwise, effects(text, false));
    }

    @Test
    void aTextOfMoreThan16384BytesIsLong() {
        String text = "select '" + "x".repeat(Statements.PINNING_BYTES - 9) + "'";
        assertEquals("", effects(text, true));
        assertEquals("LONG_TEXT", effects(text + " ", true));
        assertEquals("LONG_TEXT LISTEN SEVERAL", effects(text + "; listen x", true));
    }

    @Test
    void ofADirectBufferAMegabyteIsRead() {
        byte[] text = " ".repeat(Statements.READABLE_BYTES).getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(text.length + 1).put(text);
        Statements statements = new Statements();
        assertEquals(
                Effect.LONG_TEXT.bit() | Effect.EMPTY.bit(),
                statements.effects(direct, 0, text.length, true));
        assertEquals(
                Effect.LONG_TEXT.bit() | Effect.UNREADABLE.bit(),
                statements.effects(direct, 0, text.length + 1, true));
    }

    static String effects(String text, boolean standardStrings) {
        byte[] bytes = ("..." + text + "...").getBytes(StandardCharsets.UTF_8);
        Statements statements = new Statements();
        long set = statements.effects(bytes, 3, bytes.length - 3, standardStrings);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        direct.flip().position(3).limit(bytes.length - 3);
        assertEquals(set, statements.effects(direct, standardStrings));
        assertEquals(3, direct.position());
        ByteBuffer heap = ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice();
        heap.position(2).limit(bytes.length - 4);
        assertEquals(set, statements.effects(heap, standardStrings));
        return Effect.in(set).stream().map(Effect::name).collect(Collectors.joining(" "));
    }
}
