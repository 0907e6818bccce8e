package homeport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.MemoryStore;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;

/**
 * A crash before and after each commit of an operation, and with it before or after everything that
 * a service is asked: whoever starts next goes on to the same end, and nothing is left twice.
 */
final class CrashesTest {
    private static final int COMMITS_MAX = 200;

    private static final String FIRST =
            """
            Resources:
              A: {Type: 'Test::Thing', Properties: {Size: 1}}
              B: {Type: 'Test::Thing', Properties: {Link: !Ref A, Kind: one}}
              C: {Type: 'Test::Thing', Properties: {Link: !GetAtt A.Arn}}
              D: {Type: 'Test::Thing', DependsOn: [B, C], Properties: {Link: !Ref B}}
            """;

    private static final String SECOND =
            """
            Resources:
              A: {Type: 'Test::Thing', Properties: {Size: 2}}
              B: {Type: 'Test::Thing', Properties: {Link: !Ref A, Kind: other}}
              D: {Type: 'Test::Thing', DependsOn: B, Properties: {Link: !Ref B}}
              E: {Type: 'Test::Thing', Properties: {Link: !Ref D}}
            """;

    private static final String BROKEN =
            SECOND + "  F: {Type: 'Test::Thing', DependsOn: E, Properties: {Fail: ready}}\n";

    /** The process is gone. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    /** A store that dies with its process at a commit. */
    private static final class Mortal implements Store {
        private final Store inner;
        private final int at;
        private final boolean after;
        private int commits;
        private boolean dead;

        /**
         * @param after the commit that it dies at is on disk
         */
        Mortal(Store inner, int at, boolean after) {
            this.inner = inner;
            this.at = at;
            this.after = after;
        }

        synchronized void alive() {
            if (dead) throw new Crash();
        }

        @Override
        public synchronized OptionalLong commit(List<Op> ops) {
            alive();
            dead = ++commits == at;
            if (dead && !after) throw new Crash();
            OptionalLong revision = inner.commit(ops);
            alive();
            return revision;
        }

        @Override
        public Optional<Entry> get(String key) {
            alive();
            return inner.get(key);
        }

        @Override
        public Listing list(String prefix) {
            alive();
            return inner.list(prefix);
        }

        @Override
        public Watch watch(
                String prefix, long afterRevision, Consumer<homeport.store.Change> seen) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long grantLease(Duration ttl) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean keepAlive(long lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void revokeLease(long lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** What is done, from where, and how it ends. */
    enum Story {
        CREATE("", "CREATE_COMPLETE") {
            @Override
            void run(Rig rig) {
                rig.create("s", FIRST);
            }
        },
        CREATE_FAILS("", "ROLLBACK_COMPLETE") {
            @Override
            void run(Rig rig) {
                rig.create("s", BROKEN);
            }
        },
        UPDATE(FIRST, "UPDATE_COMPLETE") {
            @Override
            void run(Rig rig) {
                rig.update("s", SECOND);
            }
        },
        UPDATE_FAILS(FIRST, "UPDATE_ROLLBACK_COMPLETE") {
            @Override
            void run(Rig rig) {
                rig.update("s", BROKEN);
            }
        },
        DELETE(FIRST, "DELETE_COMPLETE") {
            @Override
            void run(Rig rig) {
                rig.delete("s");
            }
        };

        private final String from;
        private final String end;

        Story(String from, String end) {
            this.from = from;
            this.end = end;
        }

        abstract void run(Rig rig);
    }

    /** How it all stands at the end, in the world and on record. */
    private record End(String status, Map<String, String> things, Map<String, String> resources) {}

    @BeforeAll
    static void aCrashIsNoNews() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (!(thrown instanceof Crash)) thrown.printStackTrace();
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyCrashComesToTheSameEnd(Story story) {
        End calm = run(story, Integer.MAX_VALUE, false);
        assertThat(calm.status()).isEqualTo(story.end);
        int crashes = 0;
        for (int at = 1; at <= COMMITS_MAX; at++) {
            int before = crashes;
            for (boolean after : new boolean[] {false, true}) {
                crashed = false;
                End end = run(story, at, after);
                if (crashed) crashes++;
                assertThat(end)
                        .as("%s, crash at commit %d, after: %s", story, at, after)
                        .isEqualTo(calm);
            }
            if (crashes == before) break;
        }
        assertThat(crashes).isGreaterThan(10);
    }

    private boolean crashed;

    private End run(Story story, int at, boolean after) {
        World world = new World();
        MemoryStore store = new MemoryStore();
        String id = "s";
        if (!story.from.isEmpty())
            try (Rig rig = new Rig(world, store)) {
                id = rig.create("s", story.from);
                rig.settled("s");
            }
        Mortal mortal = new Mortal(store, at, after);
        world.beforeEach(mortal::alive);
        try (Rig rig = new Rig(world, mortal)) {
            story.run(rig);
            rig.settled(id);
        } catch (Crash gone) {
            crashed = true;
        }
        world.beforeEach(() -> {});
        try (Rig rig = new Rig(world, store)) {
            if (!begun(rig, story, id)) story.run(rig);
            String status = rig.settled(id);
            return new End(status, kinds(world), rig.resources(id));
        }
    }

    /** Whether the request had been taken; if not, its sender asks again. */
    private static boolean begun(Rig rig, Story story, String id) {
        try {
            String status = rig.stack(id).stackStatusAsString();
            return story.from.isEmpty() || !status.equals("CREATE_COMPLETE");
        } catch (homeport.aws.AwsException none) {
            return false;
        }
    }

    /**
     * A creation that is out of time when the next run starts begins nothing more; what the run
     * before had asked for, and did not live to note, goes all the same.
     */
    @Test
    void whatWasAskedForBeforeACrashGoesWithACreationOutOfTime() {
        int crashes = 0;
        for (int at = 1; at <= COMMITS_MAX; at++) {
            crashed = false;
            World world = new World();
            MemoryStore store = new MemoryStore();
            Mortal mortal = new Mortal(store, at, false);
            world.beforeEach(mortal::alive);
            try (Rig rig = new Rig(world, mortal)) {
                rig.call(
                        Object.class,
                        CreateStackRequest.builder()
                                .stackName("s")
                                .templateBody(FIRST)
                                .timeoutInMinutes(1)
                                .build());
                rig.settled("s");
            } catch (Crash gone) {
                crashed = true;
            }
            if (!crashed) break;
            world.beforeEach(() -> {});
            Instant late = Instant.now().plus(Duration.ofMinutes(2));
            try (Rig rig = new Rig(world, store, () -> late)) {
                if (!begun(rig, Story.CREATE, "s")) continue;
                crashes++;
                String status = rig.settled("s");
                assertThat(status)
                        .as("crash at commit %d", at)
                        .isIn("ROLLBACK_COMPLETE", "CREATE_COMPLETE");
                assertThat(world.things)
                        .as("%s after a crash at commit %d", status, at)
                        .hasSize(status.equals("CREATE_COMPLETE") ? 4 : 0);
            }
        }
        assertThat(crashes).isGreaterThan(10);
    }

    /** Physical ids differ from run to run. */
    private static Map<String, String> kinds(World world) {
        Map<String, String> all = world.byLogicalId();
        all.replaceAll((id, properties) -> properties.replaceAll("s-[A-F]-[^\"]*", "ID"));
        return all;
    }
}
