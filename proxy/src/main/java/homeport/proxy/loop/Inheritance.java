package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listening sockets that the process before this one had: whoever is to listen at an address
 * asks here first. Until {@link #begin} nobody accepts. Any thread may call.
 */
public final class Inheritance implements AutoCloseable {
    /** Listening sockets of one process. */
    static final int FILES_MAX = 2_500;

    private static final Path OWN_FILES = Path.of("/proc/self/fd");

    private final Map<String, ListeningFile> files = new ConcurrentHashMap<>();
    private final CompletableFuture<Boolean> ours = new CompletableFuture<>();

    private Inheritance() {}

    /** Nothing is inherited. */
    public static Inheritance none() {
        return new Inheritance();
    }

    /** Where the sockets of another process come in: a unix socket. Owner: its thread. */
    public static final class Letterbox implements AutoCloseable {
        private final Path path;
        private final Arena memory = Arena.ofConfined();
        private final int file;

        private Letterbox(Path path) throws IOException {
            this.path = path;
            Linux linux = new Linux(memory);
            file = new LinuxFiles(memory).postbox();
            try {
                Files.deleteIfExists(path);
                check(file);
                check(linux.bind(file, SocketAddress.of(path, memory)));
            } catch (IOException refused) {
                close();
                throw refused;
            }
        }

        /**
         * What has been sent.
         *
         * @param count as the sender has told
         * @throws IOException not so many came
         */
        public Inheritance open(int count) throws IOException {
            Inheritance all = new Inheritance();
            int got = 0;
            try {
                while (got < count) {
                    int[] some = new LinuxFiles(memory).receive(file);
                    if (some.length == 0) throw new IOException("a message without sockets came");
                    for (int one : some) all.add(one);
                    got += some.length;
                }
                return all;
            } catch (IOException failed) {
                all.close();
                throw failed;
            }
        }

        @Override
        public void close() {
            if (file >= 0) new Linux(memory).close(file);
            memory.close();
            try {
                Files.deleteIfExists(path);
            } catch (IOException left) {
                System.getLogger(Inheritance.class.getName())
                        .log(System.Logger.Level.DEBUG, "{0} is left", path);
            }
        }
    }

    /** Whether this system can pass sockets on as they are passed on here. */
    public static boolean isPossible() {
        return LoopKind.isLinux();
    }

    /**
     * Opens a letterbox.
     *
     * @param path in a folder that others cannot enter
     * @throws IOException this is not Linux, or the path is longer than a unix socket's may be
     */
    public static Letterbox letterbox(Path path) throws IOException {
        if (!isPossible())
            throw new IOException("listening sockets are passed on under Linux only");
        return new Letterbox(path);
    }

    /**
     * Sends every TCP socket that this process listens at.
     *
     * @param letterbox of the other process
     * @return how many were sent
     * @throws IOException the other process has no letterbox there
     */
    public static int send(Path letterbox) throws IOException {
        List<Integer> own = List.copyOf(own().values());
        if (own.size() > FILES_MAX)
            throw new IOException(
                    "%d listening sockets, allowed %d".formatted(own.size(), FILES_MAX));
        try (Arena memory = Arena.ofConfined()) {
            LinuxFiles files = new LinuxFiles(memory);
            int from = files.postbox();
            check(from);
            try {
                for (int at = 0; at < own.size(); at += LinuxFiles.FILES_MAX) {
                    int end = Math.min(own.size(), at + LinuxFiles.FILES_MAX);
                    int[] some = own.subList(at, end).stream().mapToInt(i -> i).toArray();
                    check(files.send(from, letterbox, some));
                }
            } finally {
                new Linux(memory).close(from);
            }
        }
        return own.size();
    }

    /** The TCP sockets that this process listens at, by address: each once. */
    private static Map<String, Integer> own() throws IOException {
        Map<String, Integer> found = new LinkedHashMap<>();
        try (Arena memory = Arena.ofConfined();
                DirectoryStream<Path> all = Files.newDirectoryStream(OWN_FILES)) {
            LinuxFiles files = new LinuxFiles(memory);
            for (Path one : all) {
                int file = Integer.parseInt(one.getFileName().toString());
                if (!files.isListening(file)) continue;
                addressOf(file, memory).ifPresent(at -> found.putIfAbsent(key(at), file));
            }
        }
        return found;
    }

    /** Empty when it is no address of the network. */
    private static Optional<InetSocketAddress> addressOf(int file, Arena memory) {
        MemorySegment got = memory.allocate(SocketAddress.BYTES, 8);
        if (new Linux(memory).ownAddress(file, got, memory.allocate(4, 4)) < 0)
            return Optional.empty();
        try {
            return Optional.of(SocketAddress.read(got));
        } catch (IOException otherKind) {
            return Optional.empty();
        }
    }

    /** The file of this process's own socket that listens at an address. */
    static int fileAt(InetSocketAddress at) throws IOException {
        Integer file = own().get(key(at));
        if (file == null) throw new IOException("this process does not listen at " + at);
        return file;
    }

    /** All addresses of a machine are one, whichever family says so. */
    private static String key(InetSocketAddress at) {
        String host = at.getAddress().isAnyLocalAddress() ? "*" : at.getAddress().getHostAddress();
        return host + "/" + at.getPort();
    }

    private void add(int file) {
        try (Arena memory = Arena.ofConfined()) {
            Optional<InetSocketAddress> at = addressOf(file, memory);
            ListeningFile second =
                    at.isEmpty()
                            ? new ListeningFile(file, new InetSocketAddress(0), ours)
                            : files.put(key(at.get()), new ListeningFile(file, at.get(), ours));
            if (second != null) second.close();
        }
    }

    /**
     * Keeps a socket alive that this process listens at and is about to close.
     *
     * @throws IOException it does not, or there are no file descriptors
     */
    public void keep(InetSocketAddress at) throws IOException {
        int own = fileAt(at);
        try (Arena memory = Arena.ofConfined()) {
            int second = new LinuxFiles(memory).duplicate(own);
            check(second);
            add(second);
        }
    }

    /** The socket of an address, once. */
    public Optional<ListeningFile> take(InetSocketAddress at) {
        return at.isUnresolved() ? Optional.empty() : Optional.ofNullable(files.remove(key(at)));
    }

    /** The addresses that nobody has asked for. */
    public List<InetSocketAddress> left() {
        return files.values().stream().map(ListeningFile::address).toList();
    }

    /** The other process accepts no more: from now on this one does. */
    public void begin() {
        ours.complete(true);
    }

    /** Closes what nobody has asked for: clients that come there are refused. */
    @Override
    public void close() {
        for (String key : new ArrayList<>(files.keySet())) {
            ListeningFile unused = files.remove(key);
            if (unused != null) unused.close();
        }
    }

    private static void check(int result) throws IOException {
        if (result < 0) throw Linux.error("", result);
    }
}
