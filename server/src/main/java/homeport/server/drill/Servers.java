package homeport.server.drill;

import homeport.engine.NodePlace;
import homeport.engine.ServerProcesses;
import homeport.engine.ServerProcesses.Signal;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The server of one node, taken by the throat: what it does or does not do is known to nobody but
 * the kernel.
 *
 * @param seen the numbers of its processes when it was looked up
 */
public record Servers(ServerProcesses now, List<Long> seen) {
    private static final String SIGNAL_FILE = "standby.signal";
    private static final String REDUNDANT =
            "SELECT count(*) FROM pg_stat_replication"
                    + " WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')";

    /**
     * @param id resource id of the instance or the cluster
     */
    public static Servers primary(Stage stage, String id) throws IOException {
        return all(stage, id, false).getFirst();
    }

    /** At least one. */
    static List<Servers> standbys(Stage stage, String id) throws IOException {
        return all(stage, id, true);
    }

    private static List<Servers> all(Stage stage, String id, boolean standby) throws IOException {
        List<Servers> found = new ArrayList<>();
        try (DirectoryStream<Path> nodes =
                Files.newDirectoryStream(stage.data().resolve("nodes"), id + "*")) {
            for (Path node : nodes) {
                Path folder = node.resolve("data");
                if (!Files.exists(folder) || Files.exists(folder.resolve(SIGNAL_FILE)) != standby)
                    continue;
                ServerProcesses server = ServerProcesses.of(new NodePlace(node, "", 0));
                List<Long> seen = server.all();
                if (!seen.isEmpty()) found.add(new Servers(server, seen));
            }
        }
        if (found.isEmpty())
            throw new IOException(id + " has no running " + (standby ? "standby" : "primary"));
        return found;
    }

    /** Of the processes of all nodes, as they show themselves; who ends meanwhile is left out. */
    static List<String> titles(Stage stage, String id) throws IOException {
        List<Servers> nodes = new ArrayList<>(all(stage, id, false));
        nodes.addAll(all(stage, id, true));
        List<String> titles = new ArrayList<>();
        for (Servers node : nodes)
            for (long pid : node.seen) {
                try {
                    Path file = Path.of("/proc", Long.toString(pid), "cmdline");
                    String title = Files.readString(file, StandardCharsets.ISO_8859_1);
                    titles.add(title.replace('\0', ' ').strip());
                } catch (NoSuchFileException ended) {
                    continue;
                }
            }
        return titles;
    }

    /** How many nodes commits may wait for, as the primary that is asked sees it. */
    public static int followers(Connection primary) throws SQLException {
        try (Statement statement = primary.createStatement();
                ResultSet row = statement.executeQuery(REDUNDANT)) {
            row.next();
            return row.getInt(1);
        }
    }

    public void killPostmaster() {
        now.signalPostmaster(Signal.KILL);
    }

    void killAll() {
        now.signalAll(Signal.KILL);
    }

    void freeze() {
        now.signalAll(Signal.STOP);
    }

    /** Those that stand still are let go on, if something still does. */
    void thaw() {
        now.signalAll(Signal.CONTINUE);
    }

    /** Of those that were seen then; who is dead and not yet reaped does not count. */
    List<Long> survivors() {
        List<Long> left = now.all();
        return seen.stream().filter(left::contains).toList();
    }
}
