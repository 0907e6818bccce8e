package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listening socket that another process has too, or had. Clients that nobody has accepted yet
 * wait in the socket, not in a process, so they are nobody's loss when one of the processes ends.
 * Whoever takes the file closes it; any thread may call.
 */
public final class ListeningFile implements AutoCloseable {
    private static final int TAKEN = -1;

    private final AtomicInteger file;
    private final InetSocketAddress address;
    private final CompletableFuture<Boolean> ours;

    ListeningFile(int file, InetSocketAddress address, CompletableFuture<Boolean> ours) {
        this.file = new AtomicInteger(file);
        this.address = address;
        this.ours = ours;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Clients may be accepted: the other process accepts no more. */
    public boolean isOurs() {
        return ours.isDone();
    }

    /** Does something once clients may be accepted, at once when they may by now. */
    public void whenOurs(Runnable what) {
        ours.thenRun(what);
    }

    /** The file's number; the caller closes it from now on. */
    int take() {
        int taken = file.getAndSet(TAKEN);
        if (taken == TAKEN) throw new IllegalStateException(address + " has been taken");
        return taken;
    }

    /**
     * The socket as a channel, whose own address is not to be asked for. The JDK makes no channel
     * of a file, but a channel's file can be made another one: that of a channel which nobody uses
     * yet.
     *
     * @throws IOException there are no file descriptors
     */
    public ServerSocketChannel channel() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            putOver((InetSocketAddress) channel.getLocalAddress());
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /**
     * Puts the socket in the place of one of this process's own, that listens at {@code own}.
     *
     * @throws IOException nothing listens there, or there are no file descriptors
     */
    public void putOver(InetSocketAddress own) throws IOException {
        int number = Inheritance.fileAt(own);
        int taken = take();
        try (Arena memory = Arena.ofConfined()) {
            int put = new LinuxFiles(memory).over(taken, number);
            new Linux(memory).close(taken);
            if (put < 0) throw Linux.error("a listening socket cannot be used", put);
        }
    }

    /** Closes the file if nobody has taken it. */
    @Override
    public void close() {
        int left = file.getAndSet(TAKEN);
        if (left == TAKEN) return;
        try (Arena memory = Arena.ofConfined()) {
            new Linux(memory).close(left);
        }
    }
}
