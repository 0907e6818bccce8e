package homeport.control.failover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Goes through every state that a world can come to, breadth first, so what it finds broken it
 * finds on a shortest way. Of a state it keeps 64 bits and where it came from.
 */
final class Exploration {
    /**
     * How far to go.
     *
     * @param faults an adversary's, and requests
     * @param quiet whether every state must also come to rest
     */
    record Bounds(
            int servers, int writes, int faults, boolean requests, boolean quiet, int statesMax) {}

    /** A law that is broken, and what happened until then. */
    record Broken(String law, List<String> trace) {
        @Override
        public String toString() {
            return law
                    + " is broken after "
                    + trace.size()
                    + " steps:\n  "
                    + String.join("\n  ", trace);
        }
    }

    private final Happening happening;
    private final Quiet quiet;
    private final Bounds bounds;
    private final List<Law> laws;

    private final Fingerprints known = new Fingerprints();
    private int[] parents = new int[1 << 15];
    private short[] codes = new short[1 << 15];
    private int states;
    private long transitions;
    private List<byte[]> frontier = new ArrayList<>();
    private boolean exhausted;

    Exploration(Look.Decision decision, Hands hands, Bounds bounds) {
        this(decision, hands, bounds, Law.ALL);
    }

    Exploration(Look.Decision decision, Hands hands, Bounds bounds, List<Law> laws) {
        this.happening = new Happening(new Look(decision), hands, bounds.writes());
        this.quiet = new Quiet(happening);
        this.bounds = bounds;
        this.laws = laws;
    }

    int states() {
        return states;
    }

    boolean isExhausted() {
        return exhausted;
    }

    Optional<Broken> run() {
        World start = World.of(bounds.servers());
        Bytes bytes = new Bytes();
        start.write(bytes, true);
        known.add(bytes.fingerprint());
        keep(-1, 0);
        frontier.add(bytes.toArray());
        int first = 0;
        while (!frontier.isEmpty()) {
            List<byte[]> level = frontier;
            frontier = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                Optional<Broken> broken = expand(level.get(i), first + i);
                if (broken.isPresent()) return broken;
                level.set(i, NOTHING);
                if (states > bounds.statesMax()) return Optional.empty();
            }
            first += level.size();
        }
        exhausted = true;
        return Optional.empty();
    }

    private Optional<Broken> expand(byte[] state, int index) {
        World world = World.read(new Bytes(state), bounds.servers());
        int[] next = new int[64];
        int[] count = {0};
        IntConsumer to = code -> next[count[0]++] = code;
        happening.good(world, to);
        happening.idle(world, to);
        happening.looks(world, to);
        happening.time(world, to);
        if (world.faults < bounds.faults()) {
            happening.faults(world, to);
            if (bounds.requests()) happening.requests(world, to);
        }
        Bytes bytes = new Bytes();
        for (int i = 0; i < count[0]; i++) {
            World after = world.copy();
            happening.apply(after, next[i]);
            transitions++;
            bytes.clear();
            after.write(bytes, true);
            if (!known.add(bytes.fingerprint())) continue;
            keep(index, next[i]);
            Optional<String> wrong = wrong(after);
            if (wrong.isPresent()) return wrong.map(law -> new Broken(law, trace(states - 1)));
            frontier.add(bytes.toArray());
        }
        return Optional.empty();
    }

    private Optional<String> wrong(World world) {
        for (Law law : laws)
            if (!law.holds(world)) return Optional.of(law.getClass().getSimpleName());
        if (!bounds.quiet()) return Optional.empty();
        return quiet.wrong(world).map(how -> "AQuietWorldConverges (" + how + ")");
    }

    private void keep(int parent, int code) {
        if (states == parents.length) {
            parents = Arrays.copyOf(parents, 2 * states);
            codes = Arrays.copyOf(codes, 2 * states);
        }
        parents[states] = parent;
        codes[states] = (short) code;
        states++;
    }

    private List<String> trace(int index) {
        List<Integer> way = new ArrayList<>();
        for (int i = index; parents[i] >= 0; i = parents[i]) way.addFirst((int) codes[i]);
        List<String> trace = new ArrayList<>();
        World world = World.of(bounds.servers());
        for (int code : way) {
            World before = world.copy();
            happening.apply(world, code);
            trace.add(happening.tell(before, code, world));
        }
        return trace;
    }

    @Override
    public String toString() {
        return "%d servers, %d writes, %d faults: %,d states, %,d transitions%s"
                .formatted(
                        bounds.servers(),
                        bounds.writes(),
                        bounds.faults(),
                        states,
                        transitions,
                        exhausted ? "" : ", not exhausted");
    }

    private static final byte[] NOTHING = {};
}
