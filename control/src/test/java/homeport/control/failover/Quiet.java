package homeport.control.failover;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * What becomes of a world in which no more faults happen: whatever state it is left in, it comes to
 * rest with every wanted server a voter, takes a client's last write, and rests again. What is
 * frozen stays frozen, so it must be killed.
 */
final class Quiet {
    private static final int STEPS_MAX = 2_000;
    private static final int LAST_WRITE = 62;
    private static final int RESTS = -1;
    private static final int CLIENT_WRITES = -2;

    private final Happening happening;
    private final Fingerprints good = new Fingerprints();

    Quiet(Happening happening) {
        this.happening = happening;
    }

    /** Empty if it does; else how it ends instead, and the way there. */
    Optional<String> wrong(World start) {
        return wrongly(start).map(how -> how + tell(start));
    }

    private String tell(World start) {
        World world = start.copy();
        StringBuilder told = new StringBuilder();
        for (int step = 0; step < 200; step++) {
            int next = next(world);
            if (next == RESTS) break;
            World before = world.copy();
            apply(world, next);
            told.append("\n    then ")
                    .append(
                            next == CLIENT_WRITES
                                    ? "a client writes"
                                    : happening.tell(before, next, world));
        }
        return told.toString();
    }

    private Optional<String> wrongly(World start) {
        World world = start.copy();
        Set<Long> passed = new HashSet<>();
        Bytes bytes = new Bytes();
        for (int step = 0; step < STEPS_MAX; step++) {
            bytes.clear();
            world.write(bytes, false);
            long print = bytes.fingerprint();
            if (good.contains(print)) break;
            if (!passed.add(print)) return Optional.of("it goes round in circles");
            int next = next(world);
            if (next == RESTS && !isWhole(world)) return Optional.of("it rests too early");
            if (next == RESTS) break;
            apply(world, next);
            if (step == STEPS_MAX - 1) return Optional.of("it does not come to rest");
        }
        passed.forEach(good::add);
        return Optional.empty();
    }

    /** What the world does next by itself. */
    private int next(World world) {
        int[] first = {RESTS};
        IntConsumer to = code -> first[0] = first[0] == RESTS ? code : first[0];
        happening.good(world, to);
        happening.looks(world, to);
        happening.time(world, to);
        if (world.primary().open && world.primary().positionOf(LAST_WRITE) < 0)
            to.accept(CLIENT_WRITES);
        return first[0];
    }

    private void apply(World world, int next) {
        if (next != CLIENT_WRITES) {
            happening.apply(world, next);
            return;
        }
        world.primary().append(LAST_WRITE);
        world.primary().waiting |= 1L << LAST_WRITE;
        world.settle();
    }

    private static boolean isWhole(World world) {
        for (int i = 0; i < world.servers.length; i++)
            if ((world.wanted >> i & 1) != 0 && !world.servers[i].answers()) return false;
        int primary = world.record.primary();
        int all = world.wanted | 1 << primary;
        int others = all & ~(1 << primary);
        return world.primary().answers()
                && world.primary().leads()
                && world.primary().waiting == 0
                && world.primary().open
                && world.record.members() == all
                && world.record.voters() == others
                && (world.record.cleared() & all) == all
                && world.primary().names == others
                && (others == 0 || !world.switching);
    }
}
