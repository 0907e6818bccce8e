package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random points loses no acknowledged write and leaves nothing half-written. The
 * seed replays when each child is killed, by its acknowledgements or by time; where in its work
 * that finds it, nobody can replay.
 */
final class CrashTest {
    private static final int ROUNDS = Integer.getInteger("homeport.crash.rounds", 200);
    private static final long SEED =
            Long.getLong("homeport.crash.seed", System.nanoTime() & 0xffffff);

    /** Each with a file and children of its own, so that both cores are busy. */
    private static final int LANES = 2;

    private static final int UNSEEN_MAX = 2;

    @TempDir private static Path folder;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger beforeTheFirst = new AtomicInteger();

    @Test
    void killingTheProcessLosesNoAcknowledgedCommitAndLeavesNoneHalfDone() throws Exception {
        System.out.printf(
                "%d rounds of kill -9; replay: -Dhomeport.crash.seed=%d -Dhomeport.crash.rounds=%d%n",
                ROUNDS, SEED, ROUNDS);
        ChildJvm children = new ChildJvm(folder);
        children.train(CrashChild.class, folder.resolve("training.db").toString(), "ends");
        try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                Lane one = new Lane(children, lane);
                int rounds = ROUNDS / LANES + (lane < ROUNDS % LANES ? 1 : 0);
                lanes.add(threads.submit(() -> one.run(rounds)));
            }
            for (Future<?> lane : lanes) lane.get();
        }
        System.out.printf(
                "%s commits acknowledged, all there; %s of %d children died before their first%n",
                acknowledged, beforeTheFirst, ROUNDS);
    }

    /**
     * When a child dies.
     *
     * @param opened whether it is counted from when the store was open, or from the child's start
     * @param micros how long after that
     * @param acksMax dies earlier when it has acknowledged so many commits
     */
    private record Death(boolean opened, long micros, int acksMax) {
        private static final long LATE_MICROS = TimeUnit.SECONDS.toMicros(20);

        static Death any(Random random) {
            return switch (random.nextInt(10)) {
                case 0 -> new Death(false, 50_000 + random.nextInt(300_000), Integer.MAX_VALUE);
                case 1, 2 ->
                        new Death(
                                true,
                                random.nextInt(1 + random.nextInt(300_000)),
                                Integer.MAX_VALUE);
                default ->
                        new Death(true, LATE_MICROS, 1 + random.nextInt(1 + random.nextInt(200)));
            };
        }

        void await(Process child, CountDownLatch open) {
            try {
                if (opened) open.await();
                child.waitFor(micros, TimeUnit.MICROSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            child.toHandle().destroyForcibly();
        }
    }

    /** What a child said of one commit. */
    private record Ack(Script.Step step, long revision) {}

    /** One file and the children that die on it one after another. */
    private final class Lane {
        private final ChildJvm children;
        private final Random random;
        private final Path file;
        private final List<Ack> unseen = new ArrayList<>();
        private long seenRevision;

        private Lane(ChildJvm children, int number) {
            this.children = children;
            this.random = new Random(SEED + number);
            this.file = folder.resolve("lane" + number).resolve("store.db");
        }

        private Void run(int rounds) throws Exception {
            int deaths = 0;
            for (int round = 1; round <= rounds; round++) {
                List<Ack> said = liveAndDie();
                unseen.addAll(said);
                acknowledged.addAndGet(said.size());
                if (said.isEmpty()) beforeTheFirst.incrementAndGet();
                boolean look = ++deaths > UNSEEN_MAX || random.nextBoolean() || round == rounds;
                if (!look) continue; // the next child starts on what this one left
                deaths = 0;
                check("seed %d, %s, round %d".formatted(SEED, file.getParent(), round));
                unseen.clear();
            }
            return null;
        }

        /** By the handle: destroying the process itself closes the pipe with what it said. */
        private List<Ack> liveAndDie() throws IOException, InterruptedException {
            Death death = Death.any(random);
            Process child = children.start(CrashChild.class, file.toString(), "killed");
            CountDownLatch opened = new CountDownLatch(1);
            Thread killer = Thread.ofPlatform().start(() -> death.await(child, opened));
            List<Ack> acks = new ArrayList<>();
            try (BufferedReader out = child.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith("ack ")) acks.add(ack(line));
                    else opened.countDown();
                    if (acks.size() == death.acksMax()) child.toHandle().destroyForcibly();
                }
            } finally {
                child.toHandle().destroyForcibly();
                opened.countDown();
                killer.join();
            }
            assertThat(child.waitFor()).as("exit code of a child that was killed").isEqualTo(137);
            return acks;
        }

        private static Ack ack(String line) {
            String[] word = line.split(" ");
            return new Ack(
                    new Script.Step(Integer.parseInt(word[1]), Integer.parseInt(word[2])),
                    Long.parseLong(word[3]));
        }

        @SuppressWarnings("try") // the watch is held open by its try and not named in it
        private void check(String story) throws InterruptedException {
            try (EmbeddedStore store = EmbeddedStore.open(file)) {
                Script.assertWhole(store);
                long revision = store.list("/").revision();
                Seen seen = new Seen();
                List<Script.Step> commits = new ArrayList<>();
                try (Store.Watch watch = store.watch("/", seenRevision, seen)) {
                    while (seenRevision + commits.size() < revision)
                        commits.add(Script.assertWhole(commit(seen, commits.size())));
                }
                for (Ack ack : unseen) {
                    assertThat(ack.revision())
                            .as("%s: %s", story, ack)
                            .isLessThanOrEqualTo(revision);
                    assertThat(commits.get((int) (ack.revision() - seenRevision - 1)))
                            .as("%s: %s", story, ack)
                            .isEqualTo(ack.step());
                }
                seenRevision = revision;
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(story + ": " + failed.getMessage(), failed);
            }
        }

        /** The changes of the next commit, which has the next revision. */
        private List<Change> commit(Seen seen, int before) throws InterruptedException {
            List<Change> commit = new ArrayList<>();
            do {
                Change change = seen.next();
                assertThat(Seen.revision(change)).isEqualTo(seenRevision + before + 1);
                commit.add(change);
            } while (!Script.isLast(commit.getLast()));
            return commit;
        }
    }
}
