package homeport.control.failover;

import homeport.control.failover.Charter.Task;
import homeport.control.failover.Hands.Habit;
import homeport.control.failover.Server.Power;
import homeport.control.failover.World.CopyStage;
import java.util.function.IntConsumer;

/** What can happen next in a world, as numbers: a kind, a server, and another. */
final class Happening {
    /** Those after the first fault are what an adversary may do only so often. */
    enum Kind {
        UP("%1$s is up"),
        LOSES_SOURCE("%1$s's receiver stops"),
        CONNECTS("%1$s streams from %2$s"),
        SENDER_REREADS("%2$s's sender to %1$s rereads its names"),
        CHECKPOINTER_REREADS("%1$s's checkpointer rereads its names"),
        RECEIVES("%1$s receives from %2$s"),
        COPIED("the copy of %1$s is whole"),
        COPY_RECORDED("the record knows the copy of %1$s"),
        COPY_FAILS("the copy of %1$s fails"),
        REMOVED("%1$s is no member and is removed"),
        STEP("the loop does a step"),
        GIVES_UP("the loop waits no longer"),
        LOOKS("the loop looks"),
        TIME_PASSES("time passes"),
        WRITES("a client writes on %1$s"),
        ORPHANS_END("%1$s's orphans end"),
        THAWS("%1$s is thawed"),
        DIES("%1$s is killed"),
        LEAVES_ORPHANS("%1$s's postmaster is killed, a backend lives on"),
        FREEZES("%1$s is frozen"),
        IS_CUT_OFF("%1$s is cut off from %2$s"),
        IS_STARTED_BY_NOBODY("%1$s is started, not by the loop"),
        LOOP_DIES("the loop is killed and starts anew"),
        SWITCH_ASKED("somebody asks for another primary"),
        UNWANTED("%1$s is not wanted any more"),
        WANTED("%1$s is wanted again");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean isFault() {
            return compareTo(DIES) >= 0;
        }
    }

    private static final Kind[] KINDS = Kind.values();

    private final Look look;
    private final Hands hands;
    private final int writesMax;

    Happening(Look look, Hands hands, int writesMax) {
        this.look = look;
        this.hands = hands;
        this.writesMax = writesMax;
    }

    static Kind kind(int code) {
        return KINDS[code >> 8];
    }

    static int code(Kind kind, int server, int other) {
        return kind.ordinal() << 8 | server << 4 | other;
    }

    // ---- what may happen ----------------------------------------------------------------------

    /** Without faults, and without clients. */
    void good(World world, IntConsumer to) {
        for (int i = 0; i < world.servers.length; i++) {
            Server server = world.servers[i];
            if (server.power == Power.STARTING) to.accept(code(Kind.UP, i, 0));
            if (server.answers()) rereads(world, i, to);
            if (server.answers() && server.standby) streams(world, i, to);
            if (world.copies[i] != CopyStage.NONE) copies(world, i, to);
            if (!world.isMember(i) && (server.data || server.power != Power.DOWN))
                to.accept(code(Kind.REMOVED, i, 0));
        }
        if (!world.idle()) to.accept(code(hands.canStep(world) ? Kind.STEP : Kind.GIVES_UP, 0, 0));
    }

    private static void rereads(World world, int number, IntConsumer to) {
        Server server = world.servers[number];
        if (server.waits != (server.names != 0))
            to.accept(code(Kind.CHECKPOINTER_REREADS, number, 0));
        for (int i = 0; i < world.servers.length; i++)
            if (world.servers[i].source == number
                    && ((server.counted ^ server.names) >> i & 1) != 0)
                to.accept(code(Kind.SENDER_REREADS, i, number));
    }

    private static void streams(World world, int number, IntConsumer to) {
        Server standby = world.servers[number];
        if (standby.source == Server.NOBODY) {
            if (standby.follows == Server.NOBODY) return;
            Server upstream = world.servers[standby.follows];
            if (upstream.answers() && upstream.leads() && standby.isPartOf(upstream))
                to.accept(code(Kind.CONNECTS, number, standby.follows));
            return;
        }
        Server source = world.servers[standby.source];
        if (standby.follows != standby.source || !source.leads())
            to.accept(code(Kind.LOSES_SOURCE, number, 0));
        if (source.log.length > standby.log.length && standby.isPartOf(source))
            to.accept(code(Kind.RECEIVES, number, standby.source));
    }

    private void copies(World world, int number, IntConsumer to) {
        if (world.copies[number] == CopyStage.NOT_RECORDED) {
            to.accept(code(Kind.COPY_RECORDED, number, 0));
            return;
        }
        Server source = world.primary();
        if (source.leads() && !source.frozen) to.accept(code(Kind.COPIED, number, 0));
        else to.accept(code(Kind.COPY_FAILS, number, 0));
    }

    /** Whatever needs no fault, but is not progress for the loop either. */
    void idle(World world, IntConsumer to) {
        for (int i = 0; i < world.servers.length; i++) {
            Server server = world.servers[i];
            boolean runs = server.answers() && server.leads() || server.power == Power.ORPHANS;
            if (runs && server.open && world.writes < writesMax) to.accept(code(Kind.WRITES, i, 0));
            if (server.power == Power.ORPHANS) to.accept(code(Kind.ORPHANS_END, i, 0));
            if (server.frozen) to.accept(code(Kind.THAWS, i, 0));
        }
    }

    /** Looks that lead to a move. */
    void looks(World world, IntConsumer to) {
        if (!world.idle()) return;
        if (look.decide(world) != Task.NONE) to.accept(code(Kind.LOOKS, 0, 0));
    }

    void time(World world, IntConsumer to) {
        for (int i = 0; i < world.servers.length; i++) {
            Server server = world.servers[i];
            if (server.isSilent() && !server.silentTooLong
                    || world.lacks(i) && !server.stuckTooLong) {
                to.accept(code(Kind.TIME_PASSES, 0, 0));
                return;
            }
        }
    }

    void faults(World world, IntConsumer to) {
        for (int i = 0; i < world.servers.length; i++) {
            Server server = world.servers[i];
            if (server.power != Power.DOWN) to.accept(code(Kind.DIES, i, 0));
            else if (server.data) to.accept(code(Kind.IS_STARTED_BY_NOBODY, i, 0));
            if (server.answers()) to.accept(code(Kind.FREEZES, i, 0));
            if (server.leads() && server.open) to.accept(code(Kind.LEAVES_ORPHANS, i, 0));
            if (server.answers() && server.source != Server.NOBODY)
                to.accept(code(Kind.IS_CUT_OFF, i, server.source));
        }
        to.accept(code(Kind.LOOP_DIES, 0, 0));
    }

    /** What an operator may ask for. */
    void requests(World world, IntConsumer to) {
        if (!world.switching) to.accept(code(Kind.SWITCH_ASKED, 0, 0));
        for (int i = 0; i < world.servers.length; i++) {
            boolean wanted = (world.wanted >> i & 1) != 0;
            if (!wanted) to.accept(code(Kind.WANTED, i, 0));
            else if (i != world.record.primary()) to.accept(code(Kind.UNWANTED, i, 0));
        }
    }

    // ---- what it does -------------------------------------------------------------------------

    void apply(World world, int code) {
        Kind kind = kind(code);
        int number = code >> 4 & 15;
        int other = code & 15;
        Server server = world.servers[number];
        if (kind.isFault()) world.faults++;
        switch (kind) {
            case UP -> up(world, number);
            case LOSES_SOURCE, IS_CUT_OFF -> server.source = Server.NOBODY;
            case CONNECTS -> connect(world, number);
            case SENDER_REREADS -> world.servers[other].counted ^= 1 << number;
            case CHECKPOINTER_REREADS -> server.waits = server.names != 0;
            case RECEIVES -> {
                server.append(world.servers[other].log[server.log.length]);
                server.stuckTooLong = false;
            }
            case COPIED -> Hands.finishCopy(world, number);
            case COPY_RECORDED -> Hands.recordCopy(world, number);
            case COPY_FAILS -> world.copies[number] = CopyStage.NONE;
            case REMOVED -> {
                server.die();
                server.wipe();
            }
            case STEP -> hands.step(world);
            case GIVES_UP -> hands.giveUp(world);
            case LOOKS -> world.task = look.decide(world);
            case TIME_PASSES -> world.timePasses();
            case WRITES -> {
                server.append(world.writes);
                server.waiting |= 1L << world.writes++;
            }
            case ORPHANS_END, DIES -> {
                server.die();
                if (!hands.has(Habit.TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART)) world.stopped(number);
                else if (number == world.record.primary()) world.opened = false;
            }
            case LEAVES_ORPHANS -> {
                server.loseItsPostmaster();
                world.stopped(number);
            }
            case FREEZES -> server.frozen = true;
            case THAWS -> server.frozen = false;
            case IS_STARTED_BY_NOBODY -> {
                server.power = Power.STARTING;
                server.unasked = true;
            }
            case LOOP_DIES -> world.loopCrashed();
            case SWITCH_ASKED -> world.switching = true;
            case UNWANTED, WANTED -> world.wanted ^= 1 << number;
        }
        world.settle();
    }

    private static void up(World world, int number) {
        Server server = world.servers[number];
        server.power = Power.UP;
        server.silentTooLong = false;
        server.cleanlyStopped = false;
        server.waits = server.names != 0;
        for (Server other : world.servers) if (other.source == number) other.source = Server.NOBODY;
    }

    private static void connect(World world, int number) {
        Server standby = world.servers[number];
        Server upstream = world.servers[standby.follows];
        standby.source = standby.follows;
        standby.stuckTooLong = false;
        upstream.counted &= ~(1 << number);
        upstream.counted |= upstream.names & 1 << number;
    }

    // ---- in words -----------------------------------------------------------------------------

    /** The happening that leads from one world to the next, for a trace. */
    String tell(World before, int code, World after) {
        Kind kind = kind(code);
        String words = kind.words.formatted(Charter.name(code >> 4 & 15), Charter.name(code & 15));
        if (kind == Kind.LOOKS) return words + ": " + tell(before, after.task);
        if (kind == Kind.STEP || kind == Kind.GIVES_UP)
            return words + " of: " + tell(before, before.task);
        return words;
    }

    private static String tell(World world, Task task) {
        return Scene.tell(world.record.topology(), task.move());
    }
}
