package homeport.control.failover;

import homeport.control.failover.Happening.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One long night of a world of two to four servers, as a seed tells it. Unlike the exploration it
 * lets the loop see its servers at different moments of the near past.
 */
final class Simulation {
    private static final int EVENTS = 400;
    private static final int WRITES_MAX = 60;
    private static final int TERM_MAX = 30;
    private static final int PAST = 3;

    private final Look look;
    private final Happening happening;
    private final Quiet quiet;

    Simulation(Look.Decision decision, Hands hands) {
        look = new Look(decision);
        happening = new Happening(look, hands, WRITES_MAX);
        quiet = new Quiet(happening);
    }

    /** What is broken in this night, if something is, and how that came about. */
    Optional<String> run(long seed) {
        Night night = new Night(seed, new ArrayList<>());
        return night.run().map(law -> law + " is broken:\n  " + String.join("\n  ", night.trace));
    }

    /** The same, without the words, for many seeds. */
    boolean isGood(long seed) {
        return new Night(seed, List.of()).run().isEmpty();
    }

    /** One run. */
    private final class Night {
        private final Random random;
        private final List<String> trace;
        private final boolean told;
        private final Deque<World> past = new ArrayDeque<>();
        private final double faultRate;
        private World world;
        private int count;
        private final int[] codes = new int[128];

        private Night(long seed, List<String> trace) {
            this.random = new Random(seed);
            this.trace = trace;
            this.told = trace instanceof ArrayList;
            this.world = World.of(2 + random.nextInt(3));
            this.faultRate = 0.01 + 0.09 * random.nextDouble();
        }

        private Optional<String> run() {
            for (int i = 0; i < EVENTS && world.record.term() < TERM_MAX; i++) {
                happens(choose());
                for (Law law : Law.ALL)
                    if (!law.holds(world)) return Optional.of(law.getClass().getSimpleName());
            }
            return quiet.wrong(world).map(how -> "AQuietWorldConverges (" + how + ")");
        }

        private int choose() {
            count = 0;
            if (random.nextDouble() < faultRate) {
                if (random.nextInt(6) == 0) happening.requests(world, this::add);
                else happening.faults(world, this::add);
                return any();
            }
            happening.good(world, this::add);
            happening.looks(world, this::add);
            if (count == 0 || random.nextInt(4) == 0) {
                happening.idle(world, this::add);
                happening.time(world, this::add);
            }
            if (count == 0) happening.faults(world, this::add);
            return any();
        }

        private void add(int code) {
            codes[count++] = code;
        }

        private int any() {
            return codes[random.nextInt(count)];
        }

        private void happens(int code) {
            World before = world;
            world = before.copy();
            if (Happening.kind(code) == Kind.LOOKS) world.task = look.decide(world, seen(before));
            else happening.apply(world, code);
            if (told) trace.add(happening.tell(before, code, world));
            if (Happening.kind(code) == Kind.STEP) past.clear(); // a look comes after the move
            else {
                past.addFirst(before);
                if (past.size() == PAST) past.removeLast();
            }
        }

        /** Each server as it was now or a little before. */
        private World[] seen(World now) {
            World[] moments = past.toArray(World[]::new);
            World[] seen = new World[now.servers.length];
            Arrays.fill(seen, now);
            for (int i = 0; i < seen.length; i++) {
                int age = random.nextInt(moments.length + 1);
                if (age > 0) seen[i] = moments[age - 1];
            }
            return seen;
        }
    }
}
