package homeport.it;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What runs on a stage's data folder, as the kernel tells. */
final class Processes {
    private final Path data;

    Processes(Stage stage) {
        this.data = stage.data();
    }

    /**
     * Commands of all processes that have the data folder as working folder or in their arguments.
     */
    List<String> all() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path one : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                String command = text(one.resolve("cmdline"));
                String folder = link(one.resolve("cwd"));
                boolean ours = folder.startsWith(data + "/") || command.contains(data + "/");
                if (ours) found.add(one.getFileName() + " " + command.strip());
            }
        }
        return found;
    }

    /** Postmasters by the data folder that they serve. */
    List<String> postmasterFolders() throws IOException {
        List<String> folders = new ArrayList<>();
        for (String process : all()) {
            Path proc = Path.of("/proc", process.substring(0, process.indexOf(' ')));
            boolean postmaster = process.matches("\\d+ \\S*/postgres .*-D.*");
            if (postmaster) folders.add(link(proc.resolve("cwd")));
        }
        return folders;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
