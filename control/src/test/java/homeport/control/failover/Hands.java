package homeport.control.failover;

import homeport.control.failover.Charter.Task;
import homeport.control.failover.Move.Cause;
import homeport.control.failover.Server.Power;
import homeport.control.failover.World.CopyStage;
import java.util.EnumSet;
import java.util.Set;

/**
 * Carries out a move in the abstract world, in steps between which anything may happen; what the
 * real one has to do, and in which order. Each habit is one order that it must not do things in.
 */
final class Hands {
    /** Ways to do it wrong. */
    enum Habit {
        SKIPS_THE_CHECKPOINT,
        CHECKPOINTS_ONLY_AFTER_NO_NAMES,
        TAKES_A_RELOAD_FOR_DONE,
        KEEPS_THE_OLD_NAMES_IN_MIND,
        TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART,
        OPENS_WHATEVER_RUNS,
        NAMES_AFTER_PROMOTION,
        PROMISES_IN_MEMORY,
        LETS_THE_RECEIVER_RUN,
        RECORDS_A_COPY_IN_ANY_TERM,
        DOES_NOT_MARK_WHAT_IT_STOPPED
    }

    private final Set<Habit> habits;

    Hands(Habit... habits) {
        this.habits = EnumSet.noneOf(Habit.class);
        this.habits.addAll(Set.of(habits));
    }

    boolean has(Habit habit) {
        return habits.contains(habit);
    }

    /** The next step has nothing to wait for. */
    boolean canStep(World world) {
        return switch (world.task.kind()) {
            case NONE -> false;
            case STOP -> world.step != 1 || endHasArrived(world, world.task.server());
            case ENFORCE -> canEnforce(world);
            case KILL, ASK, PROMOTE, START, OPEN, COPY, FOLLOW, RECORD -> true;
        };
    }

    void step(World world) {
        Task task = world.task;
        Server server = world.servers[task.server()];
        switch (task.kind()) {
            case NONE -> {}
            case KILL -> kill(world, server);
            case STOP -> stop(world, server);
            case ASK -> ask(world);
            case PROMOTE -> promote(world, server);
            case START -> start(world, server);
            case OPEN -> open(world, server);
            case ENFORCE -> enforce(world);
            case COPY -> startCopy(world, server);
            case FOLLOW -> follow(world, server);
            case RECORD -> record(world);
        }
    }

    /** What is waited for does not come: a stop becomes a kill, all else is looked at again. */
    void giveUp(World world) {
        if (world.task.kind() == Task.Kind.STOP) kill(world, world.servers[world.task.server()]);
        world.done();
    }

    private static void kill(World world, Server server) {
        if (server.power != Power.DOWN) {
            server.die();
            world.stopped(world.task.server());
        }
        world.done();
    }

    /** Sessions end, the end is written, every follower that streams gets it, the marker is set. */
    private void stop(World world, Server server) {
        boolean marks = !has(Habit.DOES_NOT_MARK_WHAT_IT_STOPPED);
        switch (world.step) {
            case 0 -> {
                if (!server.answers() || !server.leads()) {
                    world.done();
                    return;
                }
                server.open = false;
                server.waiting = 0;
                server.append(Server.STOP);
                world.step = 1;
            }
            case 1 -> {
                server.die();
                server.cleanlyStopped = true;
                world.stopped(world.task.server());
                if (marks) world.step = 2;
                else world.done();
            }
            case 2 -> {
                server.standby = true;
                server.follows = Server.NOBODY;
                world.done();
            }
            default -> throw new IllegalStateException("stop has no step " + world.step);
        }
    }

    private static boolean endHasArrived(World world, int number) {
        Server stopping = world.servers[number];
        if (!stopping.answers() || !stopping.leads()) return false;
        for (Server other : world.servers)
            if (other.source == number && other.log.length < stopping.log.length) return false;
        return true;
    }

    /** For each voter: the promise on disk, then the configuration; the receiver stops later. */
    private void ask(World world) {
        int number = world.step / 2;
        while ((world.task.set() >> number & 1) == 0) number++;
        Server voter = world.servers[number];
        if (world.step / 2 < number) world.step = 2 * number;
        if (world.step % 2 == 0) {
            if (!has(Habit.PROMISES_IN_MEMORY))
                voter.promise = Math.max(voter.promise, world.task.term());
        } else if (!has(Habit.LETS_THE_RECEIVER_RUN)) voter.follows = Server.NOBODY;
        world.step++;
        if (world.step % 2 == 0 && world.task.set() >> number + 1 == 0) world.done();
    }

    private void promote(World world, Server server) {
        if (!server.answers() || !server.standby) {
            world.done();
            return;
        }
        boolean namesNow = (world.step == 0) != has(Habit.NAMES_AFTER_PROMOTION);
        if (namesNow) server.names = world.task.set();
        else {
            server.append(Server.STOP + world.record.term());
            server.standby = false;
            server.cleanlyStopped = false;
            server.follows = Server.NOBODY;
            server.source = Server.NOBODY;
        }
        world.step++;
        if (world.step == 2) world.done();
    }

    private static void start(World world, Server server) {
        if (server.power == Power.DOWN && server.data) server.power = Power.STARTING;
        world.done();
    }

    /** Only the very server that was looked at. */
    private void open(World world, Server server) {
        boolean same = !world.primaryStopped || has(Habit.OPENS_WHATEVER_RUNS);
        if (same && server.answers() && server.leads()) {
            server.open = true;
            world.opened = true;
        }
        world.done();
    }

    // ---- enforce ------------------------------------------------------------------------------

    private boolean canEnforce(World world) {
        Server primary = world.primary();
        if (world.step == 0) return true;
        if (!primary.answers() || !primary.leads()) return false;
        return world.step != 1 || has(Habit.TAKES_A_RELOAD_FOR_DONE) || sendersObey(world);
    }

    private static boolean sendersObey(World world) {
        Server primary = world.primary();
        for (int i = 0; i < world.servers.length; i++)
            if (world.servers[i].source == world.record.primary()
                    && ((primary.counted ^ primary.names) >> i & 1) != 0) return false;
        return true;
    }

    /**
     * Forget what was known, give the names, wait for the senders, checkpoint, then look how far.
     */
    private void enforce(World world) {
        Server primary = world.primary();
        switch (world.step) {
            case 0 -> {
                if (!primary.answers() || !primary.leads()) {
                    world.done();
                    return;
                }
                if (!has(Habit.KEEPS_THE_OLD_NAMES_IN_MIND)) world.forgetEnforced();
                boolean had = primary.names != 0;
                primary.names = world.task.set();
                world.step = had && has(Habit.CHECKPOINTS_ONLY_AFTER_NO_NAMES) ? 3 : 1;
            }
            case 1 -> world.step = has(Habit.SKIPS_THE_CHECKPOINT) ? 3 : 2;
            case 2 -> {
                primary.waits = primary.names != 0;
                world.step = 3;
            }
            case 3 -> {
                if (!world.primaryStopped || has(Habit.TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART)) {
                    world.enforcedKnown = true;
                    world.enforced = world.task.set();
                    world.enforcedFrom = primary.log.length;
                }
                world.done();
            }
            default -> throw new IllegalStateException("enforce has no step " + world.step);
        }
    }

    // ---- followers and the record -------------------------------------------------------------

    /** Away with the old data; the copy itself is work in the background. */
    private static void startCopy(World world, Server server) {
        if (server.power == Power.DOWN) {
            server.wipe();
            for (Server other : world.servers)
                if (other.source == world.task.server()) other.source = Server.NOBODY;
            world.copies[world.task.server()] = CopyStage.UNDER_WAY;
        }
        world.done();
    }

    /** The copy is whole and marked to follow, so it gets its place. */
    static void finishCopy(World world, int number) {
        Server copy = world.servers[number];
        copy.data = true;
        copy.standby = true;
        copy.log = world.primary().log;
        copy.follows = world.record.primary();
        world.copies[number] = CopyStage.NOT_RECORDED;
    }

    static void recordCopy(World world, int number) {
        world.recorded(world.record.withCleared(number));
        world.recordChanged = !world.idle();
        world.copies[number] = CopyStage.NONE;
    }

    private static void follow(World world, Server server) {
        server.follows = world.record.primary();
        world.done();
    }

    private void record(World world) {
        if (!world.recordChanged) {
            boolean led = world.task.next().term() != world.record.term();
            world.recorded(world.task.next());
            if (led && !has(Habit.RECORDS_A_COPY_IN_ANY_TERM)) world.forgetCopies();
            if (world.task.cause() == Cause.SWITCHOVER) world.switching = false;
        }
        world.done();
    }
}
