package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The server processes of an instance's nodes, as the kernel tells of them. */
record Servers(Path folder, List<Long> processes) {
    private static final String SIGNAL_FILE = "standby.signal";

    static Servers primary(Stage stage, String instance) throws IOException {
        return one(stage, instance, false);
    }

    static Servers standby(Stage stage, String instance) throws IOException {
        return one(stage, instance, true);
    }

    private static Servers one(Stage stage, String instance, boolean standby) throws IOException {
        String id = stage.instance(instance).dbiResourceId();
        try (DirectoryStream<Path> nodes =
                Files.newDirectoryStream(stage.data().resolve("nodes"), id + "*")) {
            for (Path node : nodes) {
                Path folder = node.resolve("data");
                if (!Files.exists(folder) || Files.exists(folder.resolve(SIGNAL_FILE)) != standby)
                    continue;
                List<Long> processes = inside(folder);
                if (!processes.isEmpty()) return new Servers(folder, processes);
            }
        }
        throw new IOException(instance + " has no running " + (standby ? "standby" : "primary"));
    }

    /** Every process of PostgreSQL works in its data folder. */
    private static List<Long> inside(Path folder) throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all)
                if (worksIn(process, folder))
                    pids.add(Long.parseLong(process.getFileName().toString()));
        }
        return pids;
    }

    private static boolean worksIn(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
    }
}
