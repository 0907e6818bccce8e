package homeport.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The log files of a node, and what the last start said. */
final class ServerLog {
    private static final int TAIL_BYTES_MAX = 4 * 1024;

    private ServerLog() {}

    /** What the server prints before its own log begins; empty again at each start. */
    static Path startup(NodePlace place) {
        return place.log().resolve("startup.log");
    }

    /** Oldest first: the names carry the hour. */
    static List<Path> files(NodePlace place) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(place.log(), "postgresql.log.*")) {
            all.forEach(files::add);
        } catch (NoSuchFileException e) {
            return files;
        } catch (IOException e) {
            throw new EngineException("cannot list " + place.log(), e);
        }
        files.sort(null);
        return files;
    }

    /** See {@link Node#pruneLogs}. */
    static int prune(NodePlace place, Instant before) {
        List<Path> files = files(place);
        int removed = 0;
        try {
            for (Path file : files.subList(0, Math.max(0, files.size() - 1))) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(before)) continue;
                Files.delete(file);
                removed++;
            }
        } catch (IOException e) {
            throw new EngineException("cannot remove old logs of " + place.home(), e);
        }
        return removed;
    }

    /** The end of everything that was written since the server was started. */
    static String sinceStart(NodePlace place) {
        try {
            StringBuilder text = new StringBuilder(tail(startup(place)));
            FileTime start = (FileTime) Files.getAttribute(startup(place), "creationTime");
            for (Path file : files(place))
                if (Files.getLastModifiedTime(file).compareTo(start) >= 0) text.append(tail(file));
            return text.toString().strip();
        } catch (IOException e) {
            return "(its log cannot be read: " + e + ")";
        }
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) return "";
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long skipped = Math.max(0, in.length() - TAIL_BYTES_MAX);
            in.seek(skipped);
            byte[] bytes = new byte[(int) Math.min(TAIL_BYTES_MAX, in.length() - skipped)];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
