package homeport.server.drill;

import homeport.engine.NodePlace;
import homeport.engine.ServerProcesses;
import homeport.engine.ServerProcesses.Signal;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The server of one node, taken by the throat: what it does or does not do is known to nobody but
 * the kernel.
 *
 * @param seen the numbers of its processes when it was looked up
 */
record Servers(ServerProcesses now, List<Long> seen) {
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
                ServerProcesses server = ServerProcesses.of(new NodePlace(node, "", 0));
                List<Long> seen = server.all();
                if (!seen.isEmpty()) return new Servers(server, seen);
            }
        }
        throw new IOException(instance + " has no running " + (standby ? "standby" : "primary"));
    }

    void killPostmaster() {
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
