package homeport.control.failover;

import homeport.control.failover.Charter.Task;
import homeport.control.failover.Server.Power;
import java.util.Arrays;

/**
 * All that there is: servers, the record, what the control loop remembers and is in the middle of,
 * and what clients were told. Acknowledgements and reads come as early as they can, which is the
 * worst case: a later one would make nobody else act otherwise.
 */
final class World {
    /** How far the copy of a server's data has come. */
    enum CopyStage {
        NONE,
        UNDER_WAY,
        NOT_RECORDED
    }

    final Server[] servers;

    // durable
    Charter record;
    boolean switching;
    int wanted;

    // in the loop's memory
    boolean enforcedKnown;
    int enforced;
    int enforcedFrom;
    boolean opened;
    Task task = Task.NONE;
    int step;
    boolean recordChanged;
    boolean primaryStopped;
    final CopyStage[] copies;

    // what clients know, and what has happened so far
    long acknowledged;
    long seen;
    int writes;
    int faults;

    private World(int size) {
        servers = new Server[size];
        copies = new CopyStage[size];
    }

    /** The first leads, all others follow and vote, clients are in. */
    static World of(int size) {
        World world = new World(size);
        int all = (1 << size) - 1;
        for (int i = 0; i < size; i++) {
            Server server = new Server();
            server.power = Power.UP;
            server.standby = i > 0;
            server.follows = i > 0 ? 0 : Server.NOBODY;
            server.source = server.follows;
            server.promise = 1;
            world.servers[i] = server;
            world.copies[i] = CopyStage.NONE;
        }
        Server primary = world.servers[0];
        primary.names = all & ~1;
        primary.counted = primary.names;
        primary.waits = true;
        primary.open = true;
        world.record = new Charter(1, 0, all, all & ~1, all);
        world.wanted = all;
        world.enforcedKnown = true;
        world.enforced = primary.names;
        world.opened = true;
        return world;
    }

    World copy() {
        World copy = new World(servers.length);
        for (int i = 0; i < servers.length; i++) copy.servers[i] = servers[i].copy();
        System.arraycopy(copies, 0, copy.copies, 0, copies.length);
        copy.record = record;
        copy.switching = switching;
        copy.wanted = wanted;
        copy.enforcedKnown = enforcedKnown;
        copy.enforced = enforced;
        copy.enforcedFrom = enforcedFrom;
        copy.opened = opened;
        copy.task = task;
        copy.step = step;
        copy.recordChanged = recordChanged;
        copy.primaryStopped = primaryStopped;
        copy.acknowledged = acknowledged;
        copy.seen = seen;
        copy.writes = writes;
        copy.faults = faults;
        return copy;
    }

    Server primary() {
        return servers[record.primary()];
    }

    boolean isMember(int server) {
        return (record.members() >> server & 1) != 0;
    }

    boolean idle() {
        return task == Task.NONE;
    }

    void forgetEnforced() {
        enforcedKnown = false;
        enforced = 0;
        enforcedFrom = 0;
    }

    void done() {
        task = Task.NONE;
        step = 0;
        recordChanged = false;
        primaryStopped = false;
    }

    /** Whatever the loop knew about the server that stopped, it does not know of the next one. */
    void stopped(int server) {
        if (server != record.primary()) return;
        forgetEnforced();
        opened = false;
        if (!idle()) primaryStopped = true;
        for (int i = 0; i < copies.length; i++)
            if (copies[i] == CopyStage.UNDER_WAY) copies[i] = CopyStage.NONE;
    }

    void recorded(Charter next) {
        if (next.primary() != record.primary()) {
            forgetEnforced();
            opened = false;
        }
        record = next;
    }

    void loopCrashed() {
        forgetEnforced();
        opened = false;
        done();
        forgetCopies();
        for (Server server : servers) {
            server.silentTooLong = false;
            server.stuckTooLong = false;
        }
    }

    /** A copy of another term's primary is not one of this term's. */
    void forgetCopies() {
        Arrays.fill(copies, CopyStage.NONE);
    }

    /** As its primary sees it: away, or without something that the primary has. */
    boolean lacks(int server) {
        Server leader = primary();
        if (server == record.primary() || !leader.answers() || !leader.leads()) return false;
        boolean streams = servers[server].source == record.primary();
        return !streams || servers[server].log.length < leader.log.length;
    }

    void timePasses() {
        for (int i = 0; i < servers.length; i++) {
            servers[i].silentTooLong = servers[i].isSilent();
            servers[i].stuckTooLong = lacks(i);
        }
    }

    /**
     * Every commit that may be acknowledged is, everything that can be seen is seen, and a clock
     * that waits for nothing is stopped.
     */
    void settle() {
        for (int i = 0; i < servers.length; i++) {
            Server server = servers[i];
            server.silentTooLong &= server.isSilent();
            server.stuckTooLong &= lacks(i);
            if (server.waiting != 0) acknowledge(i, server);
            if (server.open && server.answers() && server.leads())
                seen |= server.writes() & ~server.waiting;
        }
    }

    private void acknowledge(int number, Server server) {
        boolean runs = server.answers() && server.leads();
        if (!runs && server.power != Power.ORPHANS) return;
        long done = 0;
        if (!server.waits) done = server.waiting;
        else if (runs)
            for (int i = 0; i < servers.length; i++)
                if ((server.counted >> i & 1) != 0 && servers[i].source == number)
                    done |= server.waiting & servers[i].writes();
        server.waiting &= ~done;
        acknowledged |= done;
        seen |= done;
    }

    void write(Bytes out, boolean withHistory) {
        for (Server server : servers) server.write(out);
        record.write(out);
        int stages = 0;
        for (int i = 0; i < copies.length; i++) stages |= copies[i].ordinal() << 2 * i;
        out.put(stages);
        out.put(
                (switching ? 1 : 0)
                        | (enforcedKnown ? 2 : 0)
                        | (opened ? 4 : 0)
                        | (recordChanged ? 8 : 0)
                        | (primaryStopped ? 16 : 0));
        out.put(wanted | enforced << 4).put(enforcedFrom).put(step);
        task.write(out);
        if (withHistory) out.putLong(acknowledged).putLong(seen).put(writes).put(faults);
    }

    static World read(Bytes in, int size) {
        World world = new World(size);
        for (int i = 0; i < size; i++) world.servers[i] = Server.read(in);
        world.record = Charter.read(in);
        int stages = in.get();
        for (int i = 0; i < size; i++) world.copies[i] = STAGES[stages >> 2 * i & 3];
        int flags = in.get();
        world.switching = (flags & 1) != 0;
        world.enforcedKnown = (flags & 2) != 0;
        world.opened = (flags & 4) != 0;
        world.recordChanged = (flags & 8) != 0;
        world.primaryStopped = (flags & 16) != 0;
        int masks = in.get();
        world.wanted = masks & 15;
        world.enforced = masks >> 4;
        world.enforcedFrom = in.get();
        world.step = in.get();
        world.task = Task.read(in);
        world.acknowledged = in.getLong();
        world.seen = in.getLong();
        world.writes = in.get();
        world.faults = in.get();
        return world;
    }

    private static final CopyStage[] STAGES = CopyStage.values();
}
