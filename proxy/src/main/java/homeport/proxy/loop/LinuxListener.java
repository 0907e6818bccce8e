package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** An address that clients come to. Its file is closed once, by whoever is first. */
final class LinuxListener implements Loop.Listening {
    /** New connections that the kernel holds for us; it caps this at {@code somaxconn}. */
    private static final int BACKLOG = 4096;

    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_KEEPALIVE = 9;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final long POLL_MILLIS = 50;

    private static final Logger LOG = System.getLogger(LinuxListener.class.getName());

    private final LinuxLoop loop;
    private final Loop.Acceptor acceptor;
    private final int file;
    private final InetSocketAddress address;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final AtomicBoolean isFileClosed = new AtomicBoolean();
    private final BooleanSupplier isOurs;

    /** Others go on with the socket. */
    private volatile boolean isLeft;

    private final CountDownLatch free = new CountDownLatch(1);

    /** The loop's number for it; owner: the loop's thread. */
    long number = -1;

    private LinuxListener(
            LinuxLoop loop,
            Loop.Acceptor acceptor,
            int file,
            InetSocketAddress address,
            BooleanSupplier isOurs) {
        this.loop = loop;
        this.acceptor = acceptor;
        this.file = file;
        this.address = address;
        this.isOurs = isOurs;
    }

    /** Of a socket that listens by now. */
    static LinuxListener of(LinuxLoop loop, ListeningFile at, Loop.Acceptor acceptor)
            throws IOException {
        int file = at.take();
        try (Arena memory = Arena.ofConfined()) {
            Linux linux = new Linux(memory);
            try {
                check(new LinuxFiles(memory).neverWait(file));
                inherited(linux, file);
                return new LinuxListener(loop, acceptor, file, at.address(), at::isOurs);
            } catch (IOException failed) {
                linux.close(file);
                throw refused(at.address(), failed.getMessage());
            }
        }
    }

    static LinuxListener bind(LinuxLoop loop, InetSocketAddress at, Loop.Acceptor acceptor)
            throws IOException {
        if (at.isUnresolved()) throw refused(at, "no such address");
        InetAddress ip = at.getAddress();
        try (Arena memory = Arena.ofConfined()) {
            Linux linux = new Linux(memory);
            int file = linux.socket(SocketAddress.family(ip));
            if (file < 0) throw refused(at, Linux.text(-file));
            try {
                MemorySegment wanted = SocketAddress.of(ip, at.getPort(), memory);
                InetSocketAddress got = bound(linux, file, wanted, memory);
                return new LinuxListener(loop, acceptor, file, got, () -> true);
            } catch (IOException failed) {
                linux.close(file);
                throw refused(at, failed.getMessage());
            }
        }
    }

    private static InetSocketAddress bound(
            Linux linux, int file, MemorySegment wanted, Arena memory) throws IOException {
        check(linux.option(file, SOL_SOCKET, SO_REUSEADDR, 1));
        inherited(linux, file);
        if (wanted.get(java.lang.foreign.ValueLayout.JAVA_SHORT, 0) == Linux.INET6)
            check(linux.option(file, IPPROTO_IPV6, IPV6_V6ONLY, 0));
        check(linux.bind(file, wanted));
        check(linux.listen(file, BACKLOG));
        MemorySegment got = memory.allocate(SocketAddress.BYTES, 8);
        check(linux.ownAddress(file, got, memory.allocate(4, 4)));
        return SocketAddress.read(got);
    }

    /** What accepted sockets inherit. */
    private static void inherited(Linux linux, int file) throws IOException {
        check(linux.option(file, SOL_SOCKET, SO_KEEPALIVE, 1));
        check(linux.option(file, IPPROTO_TCP, TCP_NODELAY, 1));
    }

    private static void check(int result) throws IOException {
        if (result < 0) throw Linux.error("", result);
    }

    private static BindException refused(InetSocketAddress at, String because) {
        return new BindException(
                "cannot listen on %s port %d: %s"
                        .formatted(at.getHostString(), at.getPort(), because));
    }

    int file() {
        return file;
    }

    Loop.Acceptor acceptor() {
        return acceptor;
    }

    boolean isClosed() {
        return isClosed.get();
    }

    /** Who has come by now is taken in, and nobody else. */
    boolean isLeft() {
        return isLeft;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void leave() {
        isLeft = true;
        close();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) loop.execute(() -> loop.unwatch(this));
        if (loop.isOwner()) {
            loop.unwatch(this);
            return;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LinuxLoop.CLOSE_SECONDS_MAX);
        try {
            while (!free.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!loop.isAlive()) {
                    closeFile();
                    return;
                }
                if (System.nanoTime() - end < 0) continue;
                LOG.log(Level.WARNING, "{0} is closed, and may still be taken", address);
                return;
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** The kernel has let go of the address. */
    void released() {
        loop.forget(this);
        free.countDown();
    }

    /** May be repeated. */
    void closeFile() {
        isClosed.set(true);
        if (!isFileClosed.compareAndSet(false, true)) return;
        try (Arena memory = Arena.ofConfined()) {
            Linux linux = new Linux(memory);
            // Else who waits for clients keeps it open; but where others go on it would end them.
            if (!isLeft && isOurs.getAsBoolean()) linux.shutdown(file, Linux.SHUT_RDWR);
            linux.close(file);
        }
    }
}
