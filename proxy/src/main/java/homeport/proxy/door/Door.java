package homeport.proxy.door;

import homeport.proxy.loop.Inheritance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way in to every database: listeners, and the few threads that relay for all of them. Any
 * thread may call.
 */
public final class Door implements AutoCloseable {
    private final DoorSettings settings;
    private final Loop[] loops;
    private final AtomicInteger next = new AtomicInteger();
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    private final Inheritance inheritance;

    private Door(DoorSettings settings, Inheritance inheritance) throws IOException {
        this.settings = settings;
        this.inheritance = inheritance;
        loops = new Loop[settings.loops()];
        for (int i = 0; i < loops.length; i++) loops[i] = new Loop(i);
        clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("door-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Opens a door with {@link DoorSettings#DEFAULT}. */
    public static Door open() throws IOException {
        return open(DoorSettings.DEFAULT);
    }

    /**
     * Starts the relay threads; nothing listens yet.
     *
     * @throws IOException no selector can be had (file descriptors)
     */
    public static Door open(DoorSettings settings) throws IOException {
        return open(settings, Inheritance.none());
    }

    /**
     * As above.
     *
     * @param inheritance sockets that listeners have instead of binding their own
     */
    public static Door open(DoorSettings settings, Inheritance inheritance) throws IOException {
        return new Door(settings, inheritance);
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
        for (Loop loop : loops) loop.stop();
        clock.shutdownNow();
    }

    void forget(Listener listener) {
        listeners.remove(listener);
    }

    DoorSettings settings() {
        return settings;
    }

    /** The loop for the next session: each in turn. */
    Loop loop() {
        return loops[Math.floorMod(next.getAndIncrement(), loops.length)];
    }

    ScheduledExecutorService clock() {
        return clock;
    }
}
