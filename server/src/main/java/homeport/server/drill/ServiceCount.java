package homeport.server.drill;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what the kernel and the JVM know of a running Homeport, from outside. Source: proc(5),
 * jcmd.
 */
final class ServiceCount {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /** The last line of a class histogram: how many objects, how many bytes. */
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private final long pid;
    private final Path process;

    ServiceCount(long pid) {
        this.pid = pid;
        this.process = Path.of("/proc", Long.toString(pid));
    }

    Map<Holding, Long> take() throws IOException {
        Set<String> listening = listening();
        Map<Holding, Long> counts = new EnumMap<>(Holding.class);
        for (Holding kind : List.of(Holding.DESCRIPTORS, Holding.LISTENERS, Holding.CONNECTIONS))
            counts.put(kind, 0L);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                counts.merge(Holding.DESCRIPTORS, 1L, Long::sum);
                Matcher socket = SOCKET.matcher(target(file));
                if (!socket.matches()) continue;
                boolean listens = listening.contains(socket.group(1));
                counts.merge(listens ? Holding.LISTENERS : Holding.CONNECTIONS, 1L, Long::sum);
            }
        }
        try (var threads = Files.list(process.resolve("task"))) {
            counts.put(Holding.THREADS, threads.count());
        }
        return counts;
    }

    private static String target(Path file) throws IOException {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    /** The numbers of sockets that listen, also those of others. */
    private Set<String> listening() throws IOException {
        Set<String> inodes = new HashSet<>();
        for (String table : List.of("tcp", "tcp6"))
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[3].equals("0A")) inodes.add(fields[9]);
            }
        return inodes;
    }

    /**
     * What is left after a collection of the whole heap.
     *
     * @return empty when this JVM comes without jcmd
     */
    OptionalLong heapKilobytes() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) return OptionalLong.empty();
        Process asked =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        try (var said = asked.inputReader()) {
            Matcher total = TOTAL.matcher(said.readAllAsString());
            if (!total.find()) return OptionalLong.empty();
            return OptionalLong.of(Long.parseLong(total.group(1)) >> 10);
        }
    }
}
