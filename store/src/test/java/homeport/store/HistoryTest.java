package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private static final long SEED = System.nanoTime() & 0xffffff;

    /**
     * The disk forgets before memory does, in the same write as the commits that push others out.
     */
    @Test
    void whatWillBeForgottenIsForetoldExactly() {
        Random random = new Random(SEED);
        Limits limits = limits(12, 300);
        History history = new History(limits, 0);
        long revision = 0;
        for (int batch = 0; batch < 500; batch++) {
            TreeMap<Long, List<Change>> added = new TreeMap<>();
            for (int i = random.nextInt(6); i > 0; i--)
                added.put(++revision, commit(revision, random));
            long foretold = history.forgottenAfter(added);
            added.forEach(history::add);
            assertThat(history.forgotten())
                    .as("seed %d, batch %d", SEED, batch)
                    .isEqualTo(foretold);
        }
        assertThat(history.forgotten()).isPositive();
    }

    private static Limits limits(int changes, long bytes) {
        Limits d = Limits.DEFAULT;
        return new Limits(
                d.bytesMax(), changes, bytes, d.queuedMax(), d.batchMax(), d.leasesMax(), 1);
    }

    private static List<Change> commit(long revision, Random random) {
        List<Change> changes = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            byte[] value = new byte[random.nextInt(20) == 0 ? 400 : random.nextInt(60)];
            changes.add(
                    random.nextInt(4) == 0
                            ? new Change.Deleted("/d", revision)
                            : new Change.Put(new Store.Entry("/p", value, revision)));
        }
        return changes;
    }

    @Test
    void aPageHoldsWholeCommitsUpToTheOneThatFillsIt() {
        Random random = new Random(SEED);
        History history = new History(Limits.DEFAULT, 0);
        for (long revision = 1; revision <= 50; revision++)
            history.add(revision, commit(revision, random));
        List<Change> all = history.page("/", 0, Integer.MAX_VALUE).changes();
        List<Change> read = new ArrayList<>();
        long after = 0;
        while (after < 50) {
            History.Page page = history.page("/", after, 5);
            assertThat(page.upTo()).isGreaterThan(after);
            assertThat(page.changes()).hasSizeBetween(1, 5 + 7);
            assertThat(Seen.revision(page.changes().getLast())).isEqualTo(page.upTo());
            read.addAll(page.changes());
            after = page.upTo();
        }
        assertThat(read).isEqualTo(all);
        assertThat(history.page("/none", 0, 5)).isEqualTo(new History.Page(50, List.of()));
    }
}
