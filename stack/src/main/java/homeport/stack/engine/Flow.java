package homeport.stack.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Does something for each of many, those first that others need, several at a time. Owned by the
 * thread that runs it; steps have a thread each and have ended when it returns.
 */
final class Flow {
    private static final int PARALLEL_MAX = 12;
    private static final long LOOK_MS = 200;

    private final Map<String, Set<String>> waiting;
    private final Step step;
    private final BooleanSupplier stopped;
    private final boolean stopAtFailure;
    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final Set<String> running = new LinkedHashSet<>();
    private final Map<String, String> failed = new TreeMap<>();
    private volatile boolean halted;
    private Optional<Throwable> fatal = Optional.empty();

    /** What is done for one. */
    @FunctionalInterface
    interface Step {
        /**
         * @param halted true as soon as nobody wants the result any more
         * @throws StepFailed it came to a bad end
         * @throws NotBegun it was halted before it began
         */
        void run(String name, BooleanSupplier halted);
    }

    private record Done(String name, Optional<Throwable> thrown) {}

    /**
     * @param needs whom each waits for; names that are not among the keys count as done
     * @param stopped a reason from outside to begin nothing more
     * @param stopAtFailure one failure is such a reason; otherwise only those are left out that
     *     need the failed one
     */
    Flow(
            Map<String, Set<String>> needs,
            Step step,
            BooleanSupplier stopped,
            boolean stopAtFailure) {
        this.waiting = new LinkedHashMap<>();
        needs.forEach((name, all) -> {
            Set<String> known = new LinkedHashSet<>(all);
            known.retainAll(needs.keySet());
            waiting.put(name, known);
        });
        this.step = step;
        this.stopped = stopped;
        this.stopAtFailure = stopAtFailure;
    }

    /**
     * As {@link #run()}, with those that an earlier run had begun, whose needs were met then. What
     * they asked for may be there and nobody would know of it, so they are done whatever speaks for
     * beginning nothing more.
     */
    Map<String, String> run(Set<String> begun) {
        begun.forEach(this::start);
        return run();
    }

    /**
     * @return why, by those that failed
     */
    Map<String, String> run() {
        while (true) {
            if (stopped.getAsBoolean()) halted = true;
            if (!halted && fatal.isEmpty()) startAll();
            if (running.isEmpty()) break;
            next();
        }
        if (fatal.isPresent()) rethrow(fatal.get());
        return failed;
    }

    /** Whether it ended before everything was done although nothing failed. */
    boolean unfinished() {
        return !waiting.isEmpty();
    }

    private void startAll() {
        for (String name : Set.copyOf(waiting.keySet())) {
            if (running.size() >= PARALLEL_MAX) return;
            if (!waiting.get(name).isEmpty() || running.contains(name)) continue;
            start(name);
        }
    }

    private void start(String name) {
        running.add(name);
        Thread.ofVirtual().name("stack-step").start(() -> one(name));
    }

    private void one(String name) {
        Optional<Throwable> thrown = Optional.empty();
        try {
            step.run(name, () -> halted || stopped.getAsBoolean());
        } catch (RuntimeException | Error why) {
            thrown = Optional.of(why);
        }
        done.add(new Done(name, thrown));
    }

    private void next() {
        Done one;
        try {
            one = done.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ours) {
            Thread.currentThread().interrupt();
            throw new Closing();
        }
        if (one == null) return;
        running.remove(one.name());
        if (one.thrown().filter(NotBegun.class::isInstance).isPresent()) {
            halted = true; // it saw a reason to stop before we did
        } else if (one.thrown().isEmpty()) {
            waiting.remove(one.name());
            waiting.values().forEach(needs -> needs.remove(one.name()));
        } else if (one.thrown().get() instanceof StepFailed why) {
            failed.put(one.name(), why.getMessage());
            waiting.remove(one.name()); // those that need it wait for ever, so are never begun
            if (stopAtFailure) halted = true;
        } else fatal = fatal.or(one::thrown);
    }

    private static void rethrow(Throwable why) {
        if (why instanceof Error error) throw error;
        throw (RuntimeException) why;
    }
}
