package homeport.control.failover;

import java.util.Arrays;

/**
 * One PostgreSQL server of the abstract world, with its data folder. Servers are numbers; sets of
 * them and of writes are bit masks. Its log is a list of entries: writes, ends of clean stops, and
 * promotions, each of which begins a timeline. Everything in the log is flushed.
 */
final class Server {
    static final int NOBODY = -1;

    /** The entry that a clean stop writes; lower ones are writes, higher ones promotions. */
    static final byte STOP = 64;

    private static final byte[] EMPTY = {};

    /** What runs. Of orphans there is no postmaster. */
    enum Power {
        DOWN,
        ORPHANS,
        STARTING,
        UP
    }

    // the data folder and what lies beside it
    boolean data = true;
    byte[] log = EMPTY;
    boolean standby;
    boolean cleanlyStopped;
    int follows = NOBODY;
    int names;
    int promise;

    // the running server
    Power power = Power.DOWN;
    boolean frozen;

    /** It was started, and not by the loop, which can only kill it when it sees it. */
    boolean unasked;

    /** Whom its WAL receiver is connected to; what was sent before that one died still arrives. */
    int source = NOBODY;

    /** Clients are let in; no new server has them. */
    boolean open;

    /** The checkpointer has read that there are names, so commits wait. */
    boolean waits;

    /** The standbys whose senders take their standby for one of the names. */
    int counted;

    /** The writes whose clients wait for their commit; others do not see them. */
    long waiting;

    // what the loop's clock says of it
    boolean silentTooLong;
    boolean stuckTooLong;

    Server copy() {
        Server copy = new Server();
        copy.data = data;
        copy.log = log;
        copy.standby = standby;
        copy.cleanlyStopped = cleanlyStopped;
        copy.follows = follows;
        copy.names = names;
        copy.promise = promise;
        copy.power = power;
        copy.frozen = frozen;
        copy.unasked = unasked;
        copy.source = source;
        copy.open = open;
        copy.waits = waits;
        copy.counted = counted;
        copy.waiting = waiting;
        copy.silentTooLong = silentTooLong;
        copy.stuckTooLong = stuckTooLong;
        return copy;
    }

    void append(int entry) {
        log = Arrays.copyOf(log, log.length + 1);
        log[log.length - 1] = (byte) entry;
    }

    boolean answers() {
        return power == Power.UP && !frozen;
    }

    /** It runs and is no standby, whether somebody meant that or not. */
    boolean leads() {
        return power == Power.UP && !standby;
    }

    /** It owes an answer. */
    boolean isSilent() {
        return power == Power.STARTING || frozen;
    }

    int timeline() {
        int timeline = 1;
        for (byte entry : log) if ((entry & 0xff) > STOP) timeline++;
        return timeline;
    }

    boolean isPartOf(Server other) {
        return log.length <= other.log.length
                && Arrays.equals(log, 0, log.length, other.log, 0, log.length);
    }

    int positionOf(int write) {
        for (int i = 0; i < log.length; i++) if (log[i] == write) return i;
        return -1;
    }

    long writes() {
        long writes = 0;
        for (byte entry : log) if (entry >= 0 && entry < STOP) writes |= 1L << entry;
        return writes;
    }

    /** The whole tree is gone. */
    void die() {
        power = Power.DOWN;
        frozen = false;
        unasked = false;
        source = NOBODY;
        open = false;
        waits = false;
        counted = 0;
        waiting = 0;
    }

    /** Only the postmaster is gone, with senders and receiver; a backend lives on. */
    void loseItsPostmaster() {
        power = Power.ORPHANS;
        source = NOBODY;
        counted = 0;
    }

    void wipe() {
        data = false;
        log = EMPTY;
        standby = true;
        cleanlyStopped = false;
        follows = NOBODY;
        names = 0;
    }

    void write(Bytes out) {
        out.put(flags())
                .put(follows + 1 | (source + 1) << 4)
                .put(names | counted << 4)
                .put(
                        promise
                                | (unasked ? 32 : 0)
                                | (silentTooLong ? 64 : 0)
                                | (stuckTooLong ? 128 : 0));
        out.putLong(waiting).put(log.length);
        for (byte entry : log) out.put(entry);
    }

    private int flags() {
        return power.ordinal()
                | (data ? 4 : 0)
                | (standby ? 8 : 0)
                | (cleanlyStopped ? 16 : 0)
                | (frozen ? 32 : 0)
                | (open ? 64 : 0)
                | (waits ? 128 : 0);
    }

    static Server read(Bytes in) {
        Server server = new Server();
        int flags = in.get();
        server.power = POWERS[flags & 3];
        server.data = (flags & 4) != 0;
        server.standby = (flags & 8) != 0;
        server.cleanlyStopped = (flags & 16) != 0;
        server.frozen = (flags & 32) != 0;
        server.open = (flags & 64) != 0;
        server.waits = (flags & 128) != 0;
        int peers = in.get();
        server.follows = (peers & 15) - 1;
        server.source = (peers >> 4) - 1;
        int masks = in.get();
        server.names = masks & 15;
        server.counted = masks >> 4;
        int promise = in.get();
        server.promise = promise & 31;
        server.unasked = (promise & 32) != 0;
        server.silentTooLong = (promise & 64) != 0;
        server.stuckTooLong = (promise & 128) != 0;
        server.waiting = in.getLong();
        server.log = new byte[in.get()];
        for (int i = 0; i < server.log.length; i++) server.log[i] = (byte) in.get();
        return server;
    }

    private static final Power[] POWERS = Power.values();
}
