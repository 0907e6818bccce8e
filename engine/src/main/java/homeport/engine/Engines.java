package homeport.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The PostgreSQL releases that can really be started on this machine. Safe from any thread. */
public interface Engines {
    /** Newest first. Each has binaries here or can be unpacked from what Homeport ships. */
    List<EngineVersion> versions();

    /**
     * Every setting of a major version as the engine itself describes it, in name order; those of
     * the contributed modules that Homeport preloads are among them.
     *
     * @throws EngineException no version of that major is here
     */
    List<Setting> settings(int major);

    /**
     * The node in that place; it may or may not have data, it may or may not run. Nothing is
     * touched.
     */
    Node node(NodePlace place);

    /**
     * Restores a copy on trial below {@code home}, which is removed afterwards, and reads all that
     * is in it. Sees to itself after a crash once {@link #clearTrials} is called.
     *
     * @param max the time that it may take from its start on
     * @param restored told when the copy itself is not read any more
     */
    Outcome tryOut(StoredCopy copy, Path home, Duration max, Runnable restored);

    /** Removes what killed trials left below this folder, servers too. */
    void clearTrials(Path below);

    /** What a trial showed. */
    sealed interface Outcome {}

    /** A server came up on it, and everything could be read. */
    record Proven() implements Outcome {}

    /** It cannot be restored, or not all of it can be read. */
    record Damaged(String why) implements Outcome {}

    /** The trial did not come to an end; that is not the copy's fault. */
    record Undecided(String why) implements Outcome {}
}
