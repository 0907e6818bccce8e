package homeport.server.top;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.top.LoadReading.Digest;
import homeport.server.top.LoadReading.Holder;
import homeport.server.top.LoadReading.Wait;
import homeport.server.top.LoadScreen.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadScreenTest {
    private static final Size PLAIN = new Size(100, 0, false);

    @Test
    void aBusyInstanceIsReadFromTopToBottom() {
        assertThat(LoadScreen.lines(busy(), PLAIN))
                .containsExactly(
                        "orders  us-east-1  2 vCPUs  12 of 112 connections  newest sample 0.40 s old",
                        "load 6.0 sessions on average over the last minute",
                        "C".repeat(17)
                                + "q".repeat(16)
                                + "|"
                                + "q".repeat(17)
                                + "L".repeat(33)
                                + "I".repeat(16),
                        "                           2 vCPUs",
                        "by second 01 6+",
                        "C CPU 3.0  L Lock 2.0  I IO 1.0",
                        "q 2.0 sessions wait for a processor; the class has 2 vCPUs.",
                        "",
                        "  LOAD  BY WAIT       CALLS/S   MS/CALL  SQL",
                        "   3.0  CCCCCCCCCCCC      1.5      2000  SELECT count(*) FROM big WHERE n = ?",
                        "  0.50  LL                  -         -  (unknown)",
                        "",
                        "WHO HOLDS UP WHOM",
                        "pid 41 app@shop (batch), idle in transaction for 1 min 12 s, holds up 2: UPDATE a SET n = 1",
                        "  pid 42 app@shop waits 40 s for ShareLock on transactionid 77, holds up 1: UPDATE a SET n = 2",
                        "    pid 43 app@shop waits for ExclusiveLock on tuple a (0,1)",
                        "  and 3 more");
    }

    @Test
    void anIdleInstanceAndOneThatIsNotSampledSaySo() {
        assertThat(LoadScreen.lines(reading(0.4, 0, List.of(), List.of(), List.of()), PLAIN))
                .contains("nobody works")
                .element(2)
                .asString()
                .matches("\\.{79}\\|");
        assertThat(LoadScreen.lines(reading(-1, 0, List.of(), List.of(), List.of()), PLAIN))
                .containsExactly(
                        "orders  us-east-1  2 vCPUs  12 of 112 connections  no sample in the last minute");
    }

    @Test
    void whoeverRunsIsToldFromWhoeverQueues() {
        LoadReading one = reading(0, 1, List.of(new Wait("CPU", 1)), List.of(), List.of());
        assertThat(LoadScreen.lines(one, PLAIN))
                .contains("1.0 session runs on the class's 2 vCPUs; none waits for a processor.");
    }

    @Test
    void noLineIsWiderAndNoScreenHigherThanTheTerminal() {
        for (int columns : new int[] {20, 33, 80, 200})
            for (int rows : new int[] {1, 5, 10, 24, 60})
                assertThat(LoadScreen.lines(busy(), new Size(columns, rows, false)))
                        .hasSizeLessThanOrEqualTo(rows)
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    }

    @Test
    void inALowTerminalBothStatementsAndLocksHaveAPlace() {
        List<Digest> digests = Collections.nCopies(20, busy().digests().getFirst());
        LoadReading reading = reading(0, 1, busy().waits(), digests, busy().holders());
        assertThat(LoadScreen.lines(reading, new Size(100, 18, false)))
                .hasSizeLessThanOrEqualTo(18)
                .anyMatch(line -> line.contains("SELECT count"))
                .anyMatch(line -> line.startsWith("pid 41"));
    }

    @Test
    void coloursChangeNothingOfWhatIsWritten() {
        List<String> plain = LoadScreen.lines(busy(), new Size(100, 30, false));
        List<String> coloured = LoadScreen.lines(busy(), new Size(100, 30, true));
        assertThat(coloured).anyMatch(line -> line.contains("\u001b[97;41mL\u001b[0m"));
        assertThat(
                        coloured.stream()
                                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                                .map(String::stripTrailing)
                                .toList())
                .isEqualTo(plain);
    }

    @Test
    void hostileTextIsShownHarmless() {
        String hostile = "a\u001b[2J\u001b]0;x\u0007\u009b31m\nb\u202e\u200b\u0000\ue000c\ud800d";
        List<Digest> digests = List.of(new Digest("i", hostile, 1, List.of(), 1, 1));
        List<Holder> holders =
                List.of(
                        new Holder(
                                0, 1, hostile, hostile, hostile, hostile, 1, 1, hostile, hostile, 1,
                                hostile));
        LoadReading reading = reading(0, 1, List.of(new Wait(hostile, 1)), digests, holders);
        for (String line : LoadScreen.lines(reading, new Size(400, 0, false)))
            assertThat(line).matches("[\\x20-\\x7e]*");
        assertThat(LoadScreen.note(hostile, new Size(400, 0, false)))
                .isEqualTo("a?[2J?]0;x??31m b????c?d");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertThat(LoadScreen.note("数据库表数据库表数据库表", new Size(20, 0, false))).hasSize(10);
    }

    private static LoadReading busy() {
        List<Wait> waits = List.of(new Wait("CPU", 3), new Wait("Lock", 2), new Wait("IO", 1));
        List<Digest> digests =
                List.of(
                        new Digest(
                                "d1",
                                "SELECT count(*)\n  FROM big\tWHERE n = ?",
                                3,
                                List.of(new Wait("CPU", 3)),
                                1.5,
                                2000),
                        new Digest("", "", 0.5, List.of(new Wait("Lock", 0.5)), -1, -1));
        return new LoadReading(
                "orders",
                "us-east-1",
                2,
                0.4,
                12,
                112,
                6,
                List.of(0.0, 0.2, -1.0, 6.0, 14.0),
                1,
                2,
                waits,
                digests,
                holders(),
                3);
    }

    private static List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        holders.add(
                new Holder(
                        0,
                        41,
                        "app",
                        "shop",
                        "batch",
                        "idle in transaction",
                        72,
                        2,
                        "",
                        "",
                        -1,
                        "UPDATE a SET n = 1"));
        holders.add(
                new Holder(
                        1,
                        42,
                        "app",
                        "shop",
                        "",
                        "active",
                        40,
                        1,
                        "transactionid 77",
                        "ShareLock",
                        40,
                        "UPDATE a SET n = 2"));
        holders.add(
                new Holder(
                        2,
                        43,
                        "app",
                        "shop",
                        "",
                        "active",
                        3,
                        0,
                        "tuple a (0,1)",
                        "ExclusiveLock",
                        -1,
                        ""));
        return holders;
    }

    private static LoadReading reading(
            double age, double load, List<Wait> waits, List<Digest> digests, List<Holder> holders) {
        return new LoadReading(
                "orders",
                "us-east-1",
                2,
                age,
                12,
                112,
                load,
                List.of(),
                load,
                0,
                waits,
                digests,
                holders,
                0);
    }
}
