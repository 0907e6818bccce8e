package homeport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Exploration.Bounds;
import homeport.control.failover.Exploration.Broken;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule is there for a reason: without it the exploration finds a law broken, on a shortest way
 * of so many steps. {@code -Dhomeport.explore=full} tells each way and tries those that take long.
 */
class MutantsTest {
    private static final int STATES_MAX = 8_000_000;

    /** Story | mutant | servers | writes | faults and requests | law | steps. */
    private static final String SHORT =
            """
            # the record and PostgreSQL
            a standby is published before it has everything      | PUBLISHES_WITHOUT_CONFIRMATION       | 2 | 1 | 2 | NoAcknowledgedWriteIsLost             | 38
            the names are dropped before the record degrades     | DEGRADES_POSTGRESQL_FIRST            | 2 | 1 | 2 | NoAcknowledgedWriteIsLost             | 13
            the record shrinks before PostgreSQL waits for fewer | SHRINKS_THE_RECORD_FIRST             | 3 | 2 | 1 | NoAcknowledgedWriteIsLost             | 15
            PostgreSQL takes an ack of whom nobody would ask     | GROWS_POSTGRESQL_FIRST               | 3 | 2 | 1 | NoAcknowledgedWriteIsLost             | 25
            new names are trusted without a checkpoint           | SKIPS_THE_CHECKPOINT                 | 2 | 1 | 2 | NoAcknowledgedWriteIsLost             | 23
            also if they seem to have been there before          | CHECKPOINTS_ONLY_AFTER_NO_NAMES      | 2 | 1 | 3 | NoAcknowledgedWriteIsLost             | 25
            a sender may not have reread its names               | TAKES_A_RELOAD_FOR_DONE              | 3 | 2 | 1 | NoAcknowledgedWriteIsLost             | 20
            # a new primary
            the old one is not killed                            | DOES_NOT_KILL                        | 2 | 1 | 2 | OnlyThePrimaryOnRecordTakesWrites     | 7
            a voter goes on receiving after it has voted         | LETS_VOTERS_RECEIVE                  | 3 | 1 | 1 | KnownDataIsPartOfThePrimarysHistory   | 10
            a voter that is away is not asked                    | ASKS_ONLY_WHO_ANSWERS                | 3 | 1 | 2 | NoAcknowledgedWriteIsLost             | 10
            not the longest log leads                            | ELECTS_THE_SHORTEST                  | 3 | 1 | 1 | NoAcknowledgedWriteIsLost             | 12
            without voters somebody else leads                   | LETS_ANYBODY_LEAD_WITHOUT_VOTERS     | 2 | 1 | 2 | NoAcknowledgedWriteIsLost             | 15
            a promise is forgotten                               | PROMISES_IN_MEMORY                   | 2 | 1 | 1 | AQuietWorldConverges                  | 1
            a receiver that never stops is asked for ever        | LETS_THE_RECEIVER_RUN                | 2 | 1 | 1 | AQuietWorldConverges                  | 1
            nobody kills what hangs when all do                  | WAITS_FOR_WHAT_HANGS                 | 2 | 1 | 2 | AQuietWorldConverges                  | 2
            # opening
            clients are let in before a voter has what they see  | OPENS_AT_ONCE                        | 2 | 1 | 3 | WhatAClientSawSurvives                | 12
            what was known of a server is believed of the next   | TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART | 2 | 1 | 3 | WhatAClientSawSurvives                | 14
            a server is opened that was not looked at            | OPENS_WHATEVER_RUNS                  | 2 | 1 | 4 | WhatAClientSawSurvives                | 18
            # data
            a clean end is enough, wherever it was               | DOES_NOT_COMPARE_THE_END             | 2 | 1 | 2 requests | KnownDataIsPartOfThePrimarysHistory | 13
            what was stopped starts as a primary                 | FOLLOWS_WITHOUT_A_MARK               | 2 | 1 | 1 requests | AQuietWorldConverges           | 1
            any data may follow                                  | TAKES_ALL_DATA_FOR_KNOWN             | 3 | 1 | 1 | KnownDataIsPartOfThePrimarysHistory   | 17
            """;

    /** These take a minute or two each. */
    private static final String LONG =
            """
            every other voter stays one, whatever it lacks       | KEEPS_ALL_VOTERS                     | 3 | 1 | 2 | NoAcknowledgedWriteIsLost             | 18
            new names do not make the old ones doubtful          | KEEPS_THE_OLD_NAMES_IN_MIND          | 3 | 1 | 2 | NoAcknowledgedWriteIsLost             | 22
            a copy of an old primary is one of the new           | RECORDS_A_COPY_IN_ANY_TERM           | 3 | 1 | 2 | KnownDataIsPartOfThePrimarysHistory   | 30
            a strange node runs until all else is done           | KILLS_STRANGERS_LAST                 | 3 | 2 | 2 | NobodyFollowsWithADivergedLog         | 57
            """;

    /** Nothing breaks without these: something else holds. */
    private static final String TWICE =
            """
            one loop that kills the old primary needs no promise | NEEDS_NO_PROMISE                     | 2 | 1 | 3
            names may come late while nobody is in               | GIVES_THE_NAMES_AFTER_PROMOTION      | 2 | 1 | 3
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = SHORT)
    void withoutItALawIsBroken(
            String story,
            Mutant mutant,
            int servers,
            int writes,
            String faults,
            String law,
            int steps) {
        find(mutant, bounds(servers, writes, faults, law), law, steps);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = LONG)
    @EnabledIfSystemProperty(named = "homeport.explore", matches = "full")
    void withoutItALawIsBrokenFarAway(
            String story,
            Mutant mutant,
            int servers,
            int writes,
            String faults,
            String law,
            int steps) {
        find(mutant, bounds(servers, writes, faults, law), law, steps);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = TWICE)
    void withoutItAnotherRuleHolds(
            String story, Mutant mutant, int servers, int writes, String faults) {
        Exploration exploration = mutant.explore(bounds(servers, writes, faults, ""), Law.ALL);
        assertThat(exploration.run().map(Object::toString)).isEmpty();
        assertThat(exploration.isExhausted()).isTrue();
    }

    /** An old primary that lives on answers old rows, and acknowledges nothing. */
    @ParameterizedTest
    @CsvSource({"2, 1, 3", "3, 1, 1"})
    void theVotesAloneKeepEveryAcknowledgedWrite(int servers, int writes, String faults) {
        List<Law> laws = List.of(new Law.NoAcknowledgedWriteIsLost());
        Exploration exploration =
                Mutant.DOES_NOT_KILL.explore(bounds(servers, writes, faults, ""), laws);
        assertThat(exploration.run().map(Object::toString)).isEmpty();
        assertThat(exploration.isExhausted()).isTrue();
    }

    @Test
    void everyMutantIsInTheTables() {
        Set<Mutant> told =
                Stream.of(SHORT, LONG, TWICE)
                        .flatMap(String::lines)
                        .filter(row -> !row.startsWith("#"))
                        .map(row -> Mutant.valueOf(row.split("\\|")[1].strip()))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Mutant.class)));
        assertThat(told).isEqualTo(EnumSet.allOf(Mutant.class));
    }

    private static void find(Mutant mutant, Bounds bounds, String law, int steps) {
        Exploration exploration = mutant.explore(bounds, Law.ALL);
        Broken broken = exploration.run().orElseThrow(() -> new AssertionError("not found"));
        if ("full".equals(System.getProperty("homeport.explore")))
            System.out.println(mutant + ", " + exploration + ": " + broken);
        assertThat(broken.law()).as(broken.toString()).startsWith(law);
        assertThat(broken.trace()).as("steps of the shortest way").hasSize(steps);
    }

    private static Bounds bounds(int servers, int writes, String faults, String law) {
        String[] words = faults.split(" ");
        boolean quiet = law.equals("AQuietWorldConverges");
        return new Bounds(
                servers,
                writes,
                Integer.parseInt(words[0]),
                Arrays.asList(words).contains("requests"),
                quiet,
                STATES_MAX);
    }
}
