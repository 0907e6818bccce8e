package homeport.proxy.loop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What waits for a loop's sockets. */
public enum LoopKind {
    /** The best that works here: io_uring, else epoll, else NIO. */
    AUTO,
    /** Linux 6.1 and later, where it is allowed: containers often forbid it. */
    IO_URING,
    /** Linux. */
    EPOLL,
    /** Everywhere. */
    NIO;

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException there is none
     */
    public static LoopKind named(String name) {
        for (LoopKind kind : values()) if (kind.toString().equals(name)) return kind;
        String allowed =
                Arrays.stream(values()).map(LoopKind::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no such loop: " + name + ", allowed: " + allowed);
    }

    /** Starts a loop that sleeps as soon as it has nothing to do. */
    public Loop start(String name) throws IOException {
        return start(name, Duration.ZERO);
    }

    /**
     * Starts a loop.
     *
     * @param look after something has come it looks for more for so long before it sleeps, where
     *     that pays: a processor is busy meanwhile, and answers come without a wake-up
     * @throws IOException this system has no such loop, or no file descriptors
     */
    public Loop start(String name, Duration look) throws IOException {
        return switch (this) {
            case AUTO -> best(name, look);
            case IO_URING -> isLinux() ? UringLoop.start(name, look) : none();
            case EPOLL -> isLinux() ? EpollLoop.start(name, look) : none();
            case NIO -> NioLoop.start(name);
        };
    }

    private static Loop best(String name, Duration look) throws IOException {
        for (LoopKind kind : new LoopKind[] {IO_URING, EPOLL}) {
            try {
                return kind.start(name, look);
            } catch (IOException refused) {
                System.getLogger(LoopKind.class.getName())
                        .log(Level.INFO, "{0} runs without {1}: {2}", name, kind, refused);
            }
        }
        return NIO.start(name);
    }

    /** The kernel's numbers are those of these machines. */
    static boolean isLinux() {
        String machine = System.getProperty("os.arch");
        return System.getProperty("os.name").equals("Linux")
                && (machine.equals("amd64") || machine.equals("aarch64"));
    }

    private Loop none() throws IOException {
        throw new IOException(
                "%s is not to be had on %s, %s"
                        .formatted(
                                this,
                                System.getProperty("os.name"),
                                System.getProperty("os.arch")));
    }

    /** As flags name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
