package homeport.proxy.pool;

import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.Loop;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.loop.TlsBuffers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The loops that DB proxies run on. Each proxy lives on one. Any thread may call. */
public final class DbProxies implements AutoCloseable {
    private final List<OneLoop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Inheritance inheritance;

    private record OneLoop(Loop loop, TlsBuffers buffers) {}

    private DbProxies(int count, LoopKind kind, Inheritance inheritance) throws IOException {
        this.inheritance = inheritance;
        for (int i = 0; i < count; i++)
            loops.add(new OneLoop(kind.start("db-proxy-" + i), new TlsBuffers()));
    }

    /**
     * Starts one loop for two processors, of the best kind there is.
     *
     * @throws IOException no loop can be had (file descriptors)
     */
    public static DbProxies open() throws IOException {
        return open(LoopKind.AUTO);
    }

    /**
     * Starts one loop for two processors.
     *
     * @throws IOException no such loop can be had: not on this system, or no file descriptors
     */
    public static DbProxies open(LoopKind kind) throws IOException {
        return open(kind, Inheritance.none());
    }

    /**
     * As above.
     *
     * @param inheritance sockets that proxies listen at instead of binding their own
     */
    public static DbProxies open(LoopKind kind, Inheritance inheritance) throws IOException {
        int loops = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 64);
        return new DbProxies(loops, kind, inheritance);
    }

    /**
     * A proxy that has no targets and listens nowhere yet.
     *
     * @param log takes the proxy's log lines; must not wait
     */
    public Proxy add(ProxySettings settings, Credentials credentials, Consumer<String> log) {
        OneLoop on = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
        return new Proxy(on.loop, on.buffers, inheritance, settings, credentials, log);
    }

    /** Ends the loops; proxies must have been closed before. */
    @Override
    public void close() {
        loops.forEach(on -> on.loop.close());
    }
}
