package homeport.proxy.door;

import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.Loop;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.loop.TlsBuffers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way in to every database: listeners, and the few threads that relay for all of them. Any
 * thread may call.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Door.class.getName());

    /** A loop that takes longer is broken: nobody may believe that it writes no more. */
    private static final Duration SETTLE_MAX = Duration.ofSeconds(10);

    private static final Duration SETTLE_LOOK = Duration.ofMillis(50);

    private final DoorSettings settings;
    private final List<Loop> loops = new ArrayList<>();
    private final Map<Loop, TlsBuffers> tlsBuffers = new IdentityHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    private final Inheritance inheritance;

    private Door(DoorSettings settings, LoopKind kind, Inheritance inheritance) throws IOException {
        this.settings = settings;
        this.inheritance = inheritance;
        for (int i = 0; i < settings.loops(); i++) {
            Loop loop = kind.start("door-relay-" + i, settings.look());
            loops.add(loop);
            tlsBuffers.put(loop, new TlsBuffers());
        }
        clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("door-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts the relay threads; nothing listens yet.
     *
     * @throws IOException no such loop can be had: not on this system, or no file descriptors
     */
    public static Door open(DoorSettings settings, LoopKind kind) throws IOException {
        return open(settings, kind, Inheritance.none());
    }

    /**
     * As above.
     *
     * @param inheritance sockets that listeners have instead of binding their own
     */
    public static Door open(DoorSettings settings, LoopKind kind, Inheritance inheritance)
            throws IOException {
        return new Door(settings, kind, inheritance);
    }

    /**
     * Listens at one address for one endpoint.
     *
     * @param address of this machine, as digits or a name
     * @param port 0 for any that is free
     * @throws java.net.BindException the address is taken or not of this machine; the message names
     *     address, port, endpoint and cause
     */
    public Listener listen(String address, int port, Endpoint endpoint) throws IOException {
        InetSocketAddress at = new InetSocketAddress(address, port);
        Listener listener = new Listener(this, at, inheritance.take(at), endpoint);
        listeners.add(listener);
        return listener;
    }

    /** Closes every listener, cuts every client, ends the threads. */
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        try {
            settle(); // last words are written at the end of a turn
        } catch (IllegalStateException late) {
            LOG.log(Level.WARNING, "closing a door", late);
        }
        loops.forEach(Loop::close);
        clock.shutdownNow();
    }

    void forget(Listener listener) {
        listeners.remove(listener);
    }

    DoorSettings settings() {
        return settings;
    }

    /** The loop for the next session: each in turn. */
    Loop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** What TLS streams of that loop use. */
    TlsBuffers tlsBuffers(Loop loop) {
        return tlsBuffers.get(loop);
    }

    /**
     * Returns when the loops have carried out all that they were given until now: sockets that were
     * to be closed are, and not one byte is written to them any more. Not a loop's thread.
     *
     * @throws IllegalStateException a loop did not get there in {@link #SETTLE_MAX}
     */
    void settle() {
        await(); // what they were given
        await(); // what they had still to write: that is written at the end of a turn
    }

    private void await() {
        Map<Loop, CountDownLatch> done = new IdentityHashMap<>();
        for (Loop loop : loops) {
            CountDownLatch one = new CountDownLatch(1);
            done.put(loop, one);
            loop.execute(one::countDown);
        }
        long end = System.nanoTime() + SETTLE_MAX.toNanos();
        done.forEach((loop, one) -> await(loop, one, end));
    }

    /** A loop that has ended has closed everything, and runs nothing. */
    private static void await(Loop loop, CountDownLatch done, long endNanos) {
        try {
            while (!done.await(SETTLE_LOOK.toNanos(), TimeUnit.NANOSECONDS) && loop.isAlive())
                if (System.nanoTime() - endNanos > 0)
                    throw new IllegalStateException("the door did not settle in " + SETTLE_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the door settled", asked);
        }
    }

    ScheduledExecutorService clock() {
        return clock;
    }
}
