package homeport.proxy.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How session state changes, step by step. */
class StepTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void tellsTheStepsThatTheTableSays(String text, String expected) {
        assertEquals(
                expected,
                steps(text).stream().map(StepTest::text).collect(Collectors.joining("; ")));
    }

    static List<Arguments> table() throws Exception {
        return Table.of("steps.txt").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1)))
                .toList();
    }

    /** Also where it is told as a change that cannot be told. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("homeport.proxy.sql.StatementsTest#table")
    void tellsEachChangeThatAnEffectAnnounces(String text, String effects) {
        List<Step> steps = steps(text);
        boolean announced = List.of(effects.split(" ")).contains("SET");
        boolean told = steps.stream().anyMatch(StepTest::isSet);
        boolean untold = steps.stream().anyMatch(Step.Untold.class::isInstance);
        if (announced) assertEquals(true, told || untold);
        else assertEquals(false, told);
        if (!effects.contains("SET") && !effects.contains("UNREADABLE"))
            assertEquals(false, untold);
    }

    private static boolean isSet(Step step) {
        return step instanceof Step.Set set && !set.local();
    }

    @Test
    void sendsAValueAgainAsItCame() {
        assertEquals(
                "[SET SESSION \"app.user\" TO 'Bö''b', \"X\"]",
                replay("set app.\"user\" = 'Bö''b', \"X\" ; select 1"));
        assertEquals(
                "[SET SESSION TIME ZONE interval '1' hour]",
                replay("set time zone interval '1' hour"));
        assertEquals(
                "[SELECT pg_catalog.set_config('search_path', E'a\\'b, c', false)]",
                replay("select set_config('Search_Path', E'a\\'b, c', false)"));
    }

    private static String replay(String text) {
        return steps(text).stream()
                .filter(Step.Set.class::isInstance)
                .map(step -> Step.bytes(((Step.Set) step).sql()))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList()
                .toString();
    }

    @Test
    void aBackslashIsNotSentToASessionThatMayReadItOtherwise() {
        byte[] text = "set a.b = 'c\\d'".getBytes(StandardCharsets.UTF_8);
        assertEquals("set a.b='c\\d'", text(Step.of(text, 0, text.length, true).getFirst()));
        assertEquals("untold", text(Step.of(text, 0, text.length, false).getFirst()));
    }

    private static List<Step> steps(String text) {
        byte[] bytes = ("..." + text + "...").getBytes(StandardCharsets.UTF_8);
        return Step.of(bytes, 3, bytes.length - 3, true);
    }

    private static String text(Step step) {
        return switch (step) {
            case Step.Set set ->
                    (set.local() ? "local " : "set ")
                            + set.name()
                            + Map.of(
                                            Step.Form.LIST,
                                            "=",
                                            Step.Form.LITERAL,
                                            ":=",
                                            Step.Form.ZONE,
                                            " zone ")
                                    .get(set.form())
                            + set.value();
            case Step.ToDefault set -> (set.local() ? "local default " : "default ") + set.name();
            case Step.Reset reset -> "reset " + reset.name();
            case Step.ResetAll _ -> "reset all";
            case Step.Discard discard -> "discard " + discard.state();
            case Step.Untold _ -> "untold";
            case Step.Prepare prepare -> "prepare " + text(prepare.name(), prepare.place());
            case Step.Execute execute -> "execute " + text(execute.name(), execute.place());
            case Step.Deallocate one -> "deallocate " + text(one.name(), one.place());
            case Step.DeallocateAll _ -> "deallocate all";
            case Step.Listen listen -> "listen " + listen.channel();
            case Step.Unlisten unlisten -> "unlisten " + unlisten.channel();
            case Step.UnlistenAll _ -> "unlisten all";
            case Step.Hold hold -> "hold " + hold.cursor();
            case Step.Close close -> "close " + close.cursor();
            case Step.CloseAll _ -> "close all";
            case Step.Begin _ -> "begin";
            case Step.Commit commit -> commit.chain() ? "commit and chain" : "commit";
            case Step.Rollback rollback -> rollback.chain() ? "rollback and chain" : "rollback";
            case Step.Savepoint point -> "savepoint " + point.name();
            case Step.Release release -> "release " + release.name();
            case Step.RollbackTo rollback -> "rollback to " + rollback.name();
            case Step.PrepareTransaction _ -> "prepare transaction";
        };
    }

    private static String text(String name, Step.Place place) {
        return name + " " + place.offset() + "+" + place.length();
    }
}
