package homeport.cloud.logs;

import homeport.cloud.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A database's log files in a folder, as a server writes them. */
final class Written implements LogSource {
    static final String GROUP = "/aws/rds/instance/orders/postgresql";
    static final String STREAM = "orders.0";
    static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");

    private final Path folder;

    Written(Path folder) {
        this.folder = folder;
    }

    void write(String hour, String... lines) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("postgresql.log." + hour);
        Files.writeString(
                file,
                String.join("\n", lines) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Override
    public List<Group> groups(String region) {
        if (!region.equals(Caller.REGION) || !Files.isDirectory(folder)) return List.of();
        return List.of(
                new Group(
                        GROUP,
                        CREATED,
                        List.of(new LineLog(STREAM, CREATED, this::parts, new PostgresLines()))));
    }

    private List<LineLog.Part> parts() {
        List<LineLog.Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                OptionalLong hour = PostgresLines.number(file.getFileName().toString());
                if (hour.isPresent()) parts.add(new LineLog.Part(hour.getAsLong(), file));
            });
        } catch (IOException gone) {
            return List.of();
        }
        return parts;
    }
}
