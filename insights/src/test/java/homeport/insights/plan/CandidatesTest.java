package homeport.insights.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.plan.Candidates.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has a turn: few, those that make the load, each in its time. */
class CandidatesTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private final Candidates candidates = new Candidates();

    private static Subject subject(int number) {
        return new Subject("d" + number, "shop", "ann");
    }

    private void load(int number, int hundredths) {
        candidates.text(subject(number), "SELECT " + number);
        candidates.load(subject(number), hundredths);
    }

    private List<String> next(int second) {
        return candidates.next(NOON.plusSeconds(second)).stream()
                .map(one -> one.subject().digest())
                .toList();
    }

    @Test
    void ofTheTopEachHasItsTurnAndNobodyElse() {
        for (int i = 0; i < 30; i++) load(i, 100_000 - i);
        List<String> asked = new ArrayList<>();
        for (int second = 0; second < 4; second++) {
            List<String> round = next(second);
            assertThat(round).hasSize(Candidates.ROUND_MAX);
            for (String digest : round)
                candidates.planned(
                        new Subject(digest, "shop", "ann"), "p", NOON.plusSeconds(second));
            asked.addAll(round);
        }
        assertThat(asked.subList(0, Candidates.TOP)).doesNotHaveDuplicates();
        assertThat(asked.subList(Candidates.TOP, 2 * Candidates.TOP))
                .hasSameElementsAs(asked.subList(0, Candidates.TOP));
        assertThat(asked).doesNotContain("d10", "d29");
    }

    @Test
    void whatHardlyRunsIsNotAskedFor() {
        load(1, Candidates.LOAD_MIN - 1);
        assertThat(next(0)).isEmpty();
        load(2, Candidates.LOAD_MIN);
        assertThat(next(1)).containsExactly("d2");
        assertThat(next(2)).as("it does not run any more").isEmpty();
    }

    @Test
    void aTextThatMayNotBePlannedIsNoCandidate() {
        candidates.text(subject(1), "VACUUM t");
        candidates.load(subject(1), 1000);
        candidates.text(new Subject("d2", "shop", ""), "SELECT 2");
        candidates.load(new Subject("d2", "shop", ""), 1000);
        assertThat(next(0)).isEmpty();
    }

    @Test
    void itIsPlannedWithTheTextThatWasSeenFirst() {
        candidates.text(subject(1), "SELECT 'first'");
        candidates.text(subject(1), "SELECT 'other'");
        candidates.load(subject(1), 1000);
        assertThat(candidates.next(NOON))
                .extracting(Candidate::text)
                .containsExactly("SELECT 'first'");
    }

    @Test
    void whatFailedWaits() {
        load(1, 100_000);
        candidates.failed(subject(1), NOON, NOON.plusSeconds(60));
        assertThat(next(59)).isEmpty();
        assertThat(next(60)).containsExactly("d1");
    }

    @Test
    void aPlanThatWasNotSeenForLongIsNotSaidToBeTheOne() {
        load(1, 1000);
        assertThat(candidates.plan(subject(1), NOON)).isEmpty();
        candidates.planned(subject(1), "p1", NOON);
        assertThat(candidates.plan(subject(1), NOON.plus(Candidates.FRESH))).contains("p1");
        assertThat(candidates.plan(subject(1), NOON.plus(Candidates.FRESH).plusSeconds(1)))
                .isEmpty();
        candidates.planned(subject(1), "p2", NOON.plusSeconds(900));
        assertThat(candidates.plan(subject(1), NOON.plusSeconds(901))).contains("p2");
    }

    @Test
    void statementsThatRanLongAgoAreForgotten() {
        for (int i = 0; i <= Candidates.KNOWN_MAX; i++) load(i, 1000);
        candidates.planned(subject(0), "p", NOON);
        assertThat(candidates.plan(subject(0), NOON)).isEmpty();
    }
}
