package homeport.proxy.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops are chosen by name, or by what works. */
class LoopKindTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IO_URING")
    void eachIsFoundByItsNameAndRuns(LoopKind kind) throws Exception {
        assertEquals(kind, LoopKind.named(kind.toString()));
        try (Loop loop = kind.start("kind")) {
            assertFalse(loop.isOwner());
        }
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        String told =
                assertThrows(IllegalArgumentException.class, () -> LoopKind.named("kqueue"))
                        .getMessage();
        assertTrue(told.contains("auto, io_uring, epoll, nio"), told);
    }

    @Test
    void onLinuxItIsNeverThePortableOne() throws Exception {
        try (Loop loop = LoopKind.AUTO.start("kind")) {
            if (System.getProperty("os.name").equals("Linux"))
                assertInstanceOf(LinuxLoop.class, loop);
        }
    }

    @Test
    void numbersNameTheirOwnerOnly() {
        Slots<String> slots = new Slots<>();
        long[] numbers = new long[1000];
        for (int i = 0; i < numbers.length; i++) numbers[i] = slots.add("owner " + i);
        for (int i = 0; i < numbers.length; i += 2) slots.remove(numbers[i]);
        for (int i = 0; i < numbers.length; i++)
            assertEquals(i % 2 == 0 ? null : "owner " + i, slots.get(numbers[i]));
        long again = slots.add("next");
        assertEquals("next", slots.get(again));
        for (int i = 0; i < numbers.length; i += 2) assertEquals(null, slots.get(numbers[i]));
        slots.remove(numbers[0]);
        assertEquals("next", slots.get(again));
    }
}
