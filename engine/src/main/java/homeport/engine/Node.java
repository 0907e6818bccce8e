package homeport.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One PostgreSQL data folder on this machine, its server process and its log. Every method may be
 * repeated and finishes or undoes what an earlier call (also one of a killed Homeport) left half
 * done. Called by one owner thread at a time; {@link #running} and {@link #logFiles} are safe from
 * any.
 */
public interface Node {
    NodePlace place();

    /** The version of the data folder; empty when there is none that is complete. */
    Optional<EngineVersion> version();

    /**
     * Makes the data folder: initdb (scram-sha-256, checksums, UTF8), our roles, the master user
     * and its database. Nothing remains of an attempt that did not finish; does nothing when the
     * folder is complete.
     */
    void create(Creation creation);

    /**
     * Makes the data folder from a copy that {@link #copyTo} took; same promises as {@link
     * #create}. The passwords are those of the copy.
     */
    void createFrom(Path copy);

    /**
     * Writes the whole configuration (settings, access rules, certificates) atomically. What the
     * node itself decides (addresses, sockets, TLS files, preloaded libraries) wins over {@code
     * settings}.
     *
     * @param settings PostgreSQL names to values, already computed and allowed
     */
    void configure(Map<String, String> settings);

    /**
     * Starts the server, detached: it outlives this process. Adopts it when it already runs.
     *
     * @throws EngineException it did not accept connections within {@code max}; the message ends
     *     with what its log says. The process is gone.
     */
    Running start(Duration max);

    /** The server of this data folder if it runs: pid, start time and folder all agree. */
    Optional<Running> running();

    /**
     * Stops fast (sessions are cut, a checkpoint is written), kills the whole process tree after
     * {@code max}.
     */
    void stop(Duration max);

    /** Kills the whole process tree at once and waits until it is gone. */
    void kill();

    /**
     * Makes the running server read its configuration; says which settings still wait for a
     * restart.
     */
    List<String> reload();

    /** Settings whose configured value is not in force until a restart. */
    List<String> pendingRestart();

    /** Creates the master user where missing and gives it this password. The server runs. */
    void setMasterPassword(String user, Secret password);

    /**
     * Copies the running server's data folder, with the WAL that makes it consistent, to a folder
     * that appears only when it is whole and on disk.
     *
     * @return bytes copied
     */
    long copyTo(Path target);

    /** Stops the server, if it runs, and removes the node's folder with everything in it. */
    void remove();

    /** The server's log files, oldest first. */
    List<Path> logFiles();

    /**
     * What a new data folder starts with.
     *
     * @param database created beside {@code postgres} and owned by the master user
     */
    record Creation(
            EngineVersion version,
            String masterUser,
            Secret masterPassword,
            Optional<String> database) {}

    /**
     * A server process.
     *
     * @param exited completes when the postmaster is gone, for a child of ours and for an adopted
     *     one
     */
    record Running(long pid, Instant started, CompletableFuture<Void> exited) {}

    /** A password on its way; prints as three stars. */
    record Secret(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
