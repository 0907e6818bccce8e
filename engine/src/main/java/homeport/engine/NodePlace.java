package homeport.engine;

import java.nio.file.Path;

/**
 * Where one node lives.
 *
 * @param home the node's folder: {@code data/} (PGDATA), {@code log/}, {@code run/} (the socket)
 *     are inside
 * @param address the loopback or host address that it listens on for replication and administration
 * @param port the same number names its unix socket {@code run/.s.PGSQL.<port>}
 */
public record NodePlace(Path home, String address, int port) {
    public Path data() {
        return home.resolve("data");
    }

    public Path log() {
        return home.resolve("log");
    }

    /** Clients come in here, through the door; only the owner of the folder can open it. */
    public Path socket() {
        return home.resolve("run").resolve(".s.PGSQL." + port);
    }
}
