package homeport.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.MemoryStore;
import homeport.store.Op;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryStore store = new MemoryStore();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void itsKeeperLooksAtAllAndIsThenToldOfEachChange() throws Exception {
        try (Loops loops = new Loops(store)) {
            loops.start(new Keeper());
            store.commit(List.of(put("/rds/us-east-1/instance/db-1")));
            store.commit(List.of(put("/rds/us-east-1/too-short")));
            store.commit(List.of(Op.delete("/rds/us-east-1/instance/db-1")));
            assertThat(next()).isEqualTo("all");
            assertThat(next()).isEqualTo("us-east-1 instance db-1");
            assertThat(next()).isEqualTo("us-east-1 instance db-1");
        }
    }

    @Test
    void whenChangesWereLostAllIsLookedAtAgainAndWoken() throws Exception {
        try (Loops loops = new Loops(store)) {
            loops.ensure("db-1", gone -> turnsOnce("first", gone));
            assertThat(next()).isEqualTo("first");
            loops.start(
                    new Keeper() {
                        @Override
                        public void lookAtAll() {
                            super.lookAtAll();
                            if (!store.keys().isEmpty()) return;
                            store.commit(List.of(put("/rds/us-east-1/instance/db-1")));
                            store.forgetHistory();
                        }
                    });
            assertThat(next()).isEqualTo("all");
            assertThat(next()).isEqualTo("all");
            assertThat(next()).isEqualTo("first ends");
        }
    }

    @Test
    void aThingHasOneLoopUntilThatEnds() throws Exception {
        try (Loops loops = new Loops(store)) {
            loops.ensure("db-1", gone -> turnsOnce("first", gone));
            loops.ensure("db-1", gone -> turnsOnce("second", gone));
            assertThat(next()).isEqualTo("first");
            assertThat(loops.wake("db-1")).isTrue();
            assertThat(next()).isEqualTo("first ends");
            assertThat(loops.wake("db-1")).isFalse();
            loops.ensure("db-1", gone -> turnsOnce("third", gone));
            assertThat(next()).isEqualTo("third");
        }
        assertThat(next()).isEqualTo("third ends");
    }

    @Test
    void theFirstTurnOfEachIsWaitedFor() throws Exception {
        try (Loops loops = new Loops(store)) {
            assertThat(loops.haveRested(Duration.ZERO)).isTrue();
            loops.ensure("db-1", gone -> turnsOnce("first", gone));
            loops.ensure("db-2", gone -> new Loop("ends at once", LONG, gone));
            assertThat(loops.haveRested(LONG)).isTrue();
            CountDownLatch goOn = new CountDownLatch(1);
            loops.ensure("db-3", gone -> new Loop("works", LONG, () -> await(goOn)));
            assertThat(loops.haveRested(Duration.ofMillis(1))).isFalse();
            goOn.countDown();
            assertThat(loops.haveRested(LONG)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterTheEndNoneIsStarted() {
        Loops loops = new Loops(store);
        loops.close();
        loops.ensure("db-1", gone -> turnsOnce("late", gone));
        assertThat(loops.wake("db-1")).isFalse();
    }

    private class Keeper implements Loops.Keeper {
        @Override
        public void lookAtAll() {
            told.add("all");
        }

        @Override
        public void changed(String region, String kind, String id) {
            told.add(region + " " + kind + " " + id);
        }
    }

    /** Rests until it is woken. */
    private Loop turnsOnce(String name, Runnable gone) {
        Loop[] loop = new Loop[1];
        loop[0] =
                new Loop(
                        name,
                        LONG,
                        () -> {
                            told.add(name);
                            loop[0].rest(LONG);
                            gone.run();
                            told.add(name + " ends");
                        });
        return loop[0];
    }

    private String next() throws InterruptedException {
        return told.poll(10, TimeUnit.SECONDS);
    }

    private static Op put(String key) {
        return Op.put(key, "{}".getBytes(StandardCharsets.UTF_8));
    }
}
