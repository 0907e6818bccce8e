package homeport.insights.lock;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.lock.LockRow.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who waits for whom. A row is a lock: {@code holder mode object}, with {@code ?second} when it
 * waits since then. A tree is written {@code root(waiter(waiter) waiter)}.
 */
class LockForestTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nobody waits                       | 1 AccessShareLock t, 2 AccessShareLock t                       | -
                    one waits for one                  | 1 RowExclusiveLock t, 2 ShareLock t ?1                          | 1(2)
                    modes that agree do not block      | 1 AccessShareLock t, 3 ShareLock t, 2 ExclusiveLock t ?1        | 3(2)
                    a queue behind a waiter            | 1 AccessShareLock t, 2 AccessExclusiveLock t ?1, 3 AccessShareLock t ?2 | 1(2(3))
                    who has it counts, not the queue   | 1 ExclusiveLock t, 2 ShareLock t ?1, 3 ExclusiveLock t ?2       | 1(2 3)
                    a row lock has two levels          | 1 ExclusiveLock x, 2 ExclusiveLock r, 2 ShareLock x ?1, 3 ExclusiveLock r ?2, 4 ExclusiveLock r ?3 | 1(2(3 4))
                    a chain over objects               | 1 ExclusiveLock a, 2 ExclusiveLock b, 2 ShareLock a ?1, 3 ShareLock b ?2 | 1(2(3))
                    most blocked first                 | 1 ExclusiveLock a, 9 ExclusiveLock b, 2 ShareLock a ?1, 3 ShareLock b ?1, 4 ShareLock b ?2 | 9(3 4) 1(2)
                    a prepared transaction is a root   | -77 ExclusiveLock x, 2 ShareLock x ?1                            | -77(2)
                    a circle is drawn once             | 1 ExclusiveLock a, 2 ExclusiveLock b, 1 ShareLock b ?1, 2 ShareLock a ?2 | 1(2)
                    what nobody waits for is left out  | 1 SIReadLock t, 2 AccessExclusiveLock t, 3 AccessShareLock t ?1  | 2(3)
                    """)
    void grows(String story, String rows, String expected) {
        LockForest forest = LockForest.of(rows(rows), pid -> pid);
        String tree =
                forest.roots().stream().map(r -> text(forest, r)).collect(Collectors.joining(" "));
        assertThat(tree.isEmpty() ? "-" : tree).isEqualTo(expected);
    }

    /** Source: PostgreSQL, proc.c, JoinWaitQueue. */
    @Test
    void whoHasTheLockAlreadyGoesAheadOfThoseItKeepsOut() {
        LockForest forest =
                LockForest.of(
                        rows(
                                "1 RowExclusiveLock t, 2 AccessShareLock t, 3 AccessExclusiveLock t ?1, 2 ShareLock t ?2, 4 ShareLock t ?3"),
                        pid -> pid);
        assertThat(forest.blockers(2)).containsExactly(1L);
        assertThat(forest.blockers(3)).containsExactly(1L, 2L);
        assertThat(forest.blockers(4)).containsExactly(1L, 3L);
    }

    @Test
    void aParallelWorkerIsItsLeader() {
        List<LockRow> rows =
                rows(
                        "1 ExclusiveLock t, 11 AccessShareLock u, 12 ExclusiveLock u ?1, 2 ShareLock t ?1");
        LockForest forest = LockForest.of(rows, pid -> pid > 10 ? 1 : pid);
        assertThat(forest.roots()).containsExactly(1L);
        assertThat(forest.below(1)).containsExactly(2L);
        assertThat(forest.rootOf(2)).contains(1L);
        assertThat(forest.above(2).orElseThrow().held()).isEqualTo("ExclusiveLock");
    }

    @Test
    void hundredsBehindOneRowAreCounted() {
        StringBuilder rows =
                new StringBuilder("1 ExclusiveLock x, 2 ExclusiveLock r, 2 ShareLock x ?1");
        for (int i = 0; i < 450; i++)
            rows.append(", %d ExclusiveLock r ?%d".formatted(10 + i, 2 + i));
        LockForest forest = LockForest.of(rows(rows.toString()), pid -> pid);
        assertThat(forest.blocked(1)).isEqualTo(451);
        assertThat(forest.below(2)).hasSize(450);
    }

    private static String text(LockForest forest, long holder) {
        String below =
                forest.below(holder).stream()
                        .map(b -> text(forest, b))
                        .collect(Collectors.joining(" "));
        return below.isEmpty() ? Long.toString(holder) : holder + "(" + below + ")";
    }

    private static List<LockRow> rows(String text) {
        List<LockRow> rows = new ArrayList<>();
        for (String row : text.split(",")) {
            String[] words = row.trim().split(" ");
            Tag tag = new Tag("relation", 1, words[2].hashCode(), -1, -1, "", -1, -1, -1, -1);
            Optional<Instant> since =
                    words.length < 4
                            ? Optional.empty()
                            : Optional.of(
                                    Instant.ofEpochSecond(Long.parseLong(words[3].substring(1))));
            rows.add(new LockRow(tag, Long.parseLong(words[0]), words[1], since.isEmpty(), since));
        }
        return rows;
    }
}
